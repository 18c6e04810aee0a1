internal import GBDTCore
internal import GBDTSchema

/// The compact binary form of a model, `model.gbdt`; docs/MODEL-FORMAT.md describes it byte by byte.
///
/// Equal models (bit for bit) give equal bytes, and every model has one encoding only: what `decode`
/// accepts, `encode` gives back.
package enum ModelFile {
  /// Not text: a transfer that changes line ends or strips high bits is noticed at once.
  static let magic: [UInt8] = [0x89, 0x47, 0x42, 0x44, 0x54, 0x0D, 0x0A, 0x1A]
  /// 1, or 2 for a model with classes: so that older programs read all others.
  static let versions: ClosedRange<UInt64> = 1...2
  static let checksumSize = 32

  /// - Precondition: `model` is valid (`ModelValidator`).
  package static func encode(_ model: TrainedModel) -> [UInt8] {
    var writer = ByteWriter()
    writer.raw(magic)
    let version: UInt64 = model.classes.isEmpty ? 1 : 2
    writer.varint(version)
    for part in ModelPart.all(version: version) { writer.block(part.encode(model)) }
    writer.raw(SHA256Digest(of: writer.bytes).bytes)
    return writer.bytes
  }

  /// Validates everything: checksum, sizes, numbers, trees, references. Never allocates more than a small
  /// multiple of the bytes' size.
  ///
  /// - Throws: `ModelError` saying where the bytes are wrong.
  package static func decode(_ bytes: [UInt8]) throws(ModelError) -> TrainedModel {
    guard bytes.starts(with: magic) else {
      let start = bytes.prefix(magic.count)
      if !bytes.isEmpty && magic.starts(with: start) {
        throw ModelError(.data, "The model file is cut off after \(bytes.count) bytes.")
      }
      throw ModelError(
        .data,
        "This is not a gbdt model file: it does not begin with the bytes that mark one. To read a "
          + "model in JSON, use `gbdt import`.")
    }
    let end = bytes.count - checksumSize
    guard end > magic.count else {
      throw ModelError(.data, "The model file is cut off after \(bytes.count) bytes.")
    }
    var reader = ByteReader(bytes, range: magic.count..<end, of: "file")
    let version = try ModelError.wrapping { () throws(ByteError) in try reader.varint() }
    guard versions.contains(version) else {
      throw ModelError(
        .data,
        "The model file has format version \(version), this program reads versions "
          + "\(versions.lowerBound) to \(versions.upperBound). Use the version of gbdt that wrote it, or a newer one."
      )
    }
    guard SHA256Digest(of: Array(bytes[..<end])).bytes.elementsEqual(bytes[end...]) else {
      throw ModelError(
        .data,
        "The model file's checksum is wrong: it was cut off, damaged or edited. Copy it again, or "
          + "edit the JSON that `gbdt export` writes and import that.")
    }
    return try decodeParts(&reader, version: version)
  }

  private static func decodeParts(
    _ reader: inout ByteReader, version: UInt64
  ) throws(ModelError) -> TrainedModel {
    var draft = ModelDraft()
    for part in ModelPart.all(version: version) {
      var block = try ModelError.wrapping { () throws(ByteError) in try reader.block() }
      try part.decode(&block, into: &draft)
      try ModelError.wrapping { () throws(ByteError) in
        try block.expectEnd(of: part.rawValue)
      }
    }
    try ModelError.wrapping { () throws(ByteError) in
      try reader.expectEnd(of: "the last part")
    }
    let model = draft.model
    try ModelValidator.validate(model)
    return model
  }

  /// The model in a file.
  ///
  /// - Throws: `noInput` for a file that cannot be opened or is none, else as `decode`, with the path.
  package static func read(path: String) throws(ModelError) -> TrainedModel {
    let bytes = try readBytes(path: path)
    do throws(ModelError) {
      return try decode(bytes)
    } catch {
      throw ModelError(error.category, "\(path): \(error.message)")
    }
  }

  /// Writes a model file beside its final name and renames it.
  ///
  /// - Throws: `cannotCreate` or `inputOutput`; an older file is then as it was.
  package static func write(_ model: TrainedModel, path: String) throws(ModelError) {
    do throws(OutputError) {
      try OutputFile.write(encode(model), to: path)
    } catch {
      throw ModelError(error.category, error.message)
    }
  }

  /// The bytes of a file.
  static func readBytes(path: String) throws(ModelError) -> [UInt8] {
    do throws(InputError) {
      return try WholeFile.bytes(path: path)
    } catch {
      throw ModelError(error.category, error.message)
    }
  }
}
