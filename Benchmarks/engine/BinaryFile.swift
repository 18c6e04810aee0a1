internal import Glibc

/// Files of little-endian numbers without any header, which NumPy's `fromfile` and `tofile` know.
enum BinaryFile {
  /// `count` single-precision numbers from number `first` on, as doubles.
  ///
  /// - Throws: if the file is not there or too short.
  static func floats(
    _ path: String, first: Int = 0, count: Int
  ) throws(BenchmarkError) -> [Double] {
    guard let file = fopen(path, "rb") else { throw BenchmarkError("cannot read \(path)") }
    defer { fclose(file) }
    fseek(file, first * MemoryLayout<Float>.stride, SEEK_SET)
    let floats = [Float](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      // SAFETY: the buffer has room for `count` numbers, and any bytes are a number.
      initializedCount = unsafe fread(
        buffer.baseAddress, MemoryLayout<Float>.stride, count, file)
    }
    guard floats.count == count else {
      throw BenchmarkError("\(path) ends before number \(first + count)")
    }
    return floats.map(Double.init)
  }

  /// How many single-precision numbers a file has.
  ///
  /// - Throws: if it is not there.
  static func floatCount(_ path: String) throws(BenchmarkError) -> Int {
    guard let file = fopen(path, "rb") else { throw BenchmarkError("cannot read \(path)") }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    return ftell(file) / MemoryLayout<Float>.stride
  }

  /// Writes doubles.
  ///
  /// - Throws: if they cannot all be written.
  static func write(_ values: [Double], to path: String) throws(BenchmarkError) {
    guard let file = fopen(path, "wb") else { throw BenchmarkError("cannot write \(path)") }
    let written = values.withUnsafeBufferPointer { buffer in
      // SAFETY: the buffer has `values.count` numbers.
      unsafe fwrite(buffer.baseAddress, MemoryLayout<Double>.stride, values.count, file)
    }
    guard fclose(file) == 0, written == values.count else {
      throw BenchmarkError("cannot write all of \(path)")
    }
  }
}
