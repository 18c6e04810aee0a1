import Foundation
import GBDTCore
import GBDTModel
import GBDTSchema
import GBDTTestSupport
import Testing

@Suite struct ModelFileTests {
  /// A model with every kind of part.
  static func fullModel(seed: UInt64 = 1, splits: Int = 20) throws -> TrainedModel {
    var source = RandomModel(seed: seed)
    source.outputs = 1 + Int(seed % 2)
    source.splits = splits
    source.iterations = 2
    var model = source.model()
    if seed % 3 == 1 {
      model.classes = ["", "ja", "ä"].suffix(max(source.outputs, 2)).map { .string($0) }
    } else if seed % 5 == 2 {
      model.classes = [-1.5, 0, 7].suffix(max(source.outputs, 2)).map { .number($0) }
    }
    model.selfTest = try SelfTest.rows(source.rows(3), predictor: ForestPredictor(model: model))
    return model
  }

  @Test(arguments: 0..<20) func roundTrip(seed: UInt64) throws {
    let model = try Self.fullModel(seed: seed, splits: Int(seed) * 3)
    try ModelValidator.validate(model)
    let bytes = ModelFile.encode(model)
    let decoded = try ModelFile.decode(bytes)
    #expect(decoded == model)
    #expect(ModelFile.encode(decoded) == bytes)
    try SelfTest.verify(decoded)
  }

  @Test func cutAnywhere() throws {
    var source = RandomModel(seed: 1)
    source.iterations = 1
    source.splits = 3
    source.categories = 4
    let bytes = ModelFile.encode(source.model())
    for length in 0..<bytes.count {
      let error = #expect(throws: ModelError.self) {
        try ModelFile.decode(Array(bytes[..<length]))
      }
      #expect(error?.category == .data)
      // With a matching checksum too, so that the parts' own checks see it.
      if length == bytes.count - 32 { continue }
      #expect(throws: ModelError.self) { try decodeSealed(bytes[..<length]) }
    }
    #expect(throws: ModelError.self) { try decodeSealed(bytes.dropLast(32) + [0]) }
  }

  /// Any byte changed: an error, or (with the checksum corrected) a model that is valid and encodes to
  /// these very bytes. Never a crash.
  @Test(arguments: 0..<8) func bytesChanged(seed: UInt64) throws {
    let bytes = ModelFile.encode(try Self.fullModel(seed: seed, splits: 6))
    var random = SeededRandom(seed: seed)
    var accepted = 0
    for _ in 0..<600 {
      var mutant = Array(bytes.dropLast(32))
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 9..<mutant.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: mutant[place] = UInt8.random(in: 0...255, using: &random)
        case 1: mutant[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: mutant.remove(at: place)
        default: mutant.insert(UInt8.random(in: 0...255, using: &random), at: place)
        }
      }
      if mutant == Array(bytes.dropLast(32)) { continue }
      #expect(throws: ModelError.self) { try ModelFile.decode(mutant + bytes.suffix(32)) }
      guard let model = try? decodeSealed(mutant[...]) else { continue }
      accepted += 1
      try ModelValidator.validate(model)
      #expect(ModelFile.encode(model) == sealed(mutant[...]))
      _ = try? SelfTest.verify(model)
    }
    // Changed numbers are models too; most other changes are not.
    #expect(accepted > 10)
  }

  @Test func announcedSizesAllocateNothing() throws {
    let bytes = ModelFile.encode(try Self.fullModel())
    // The first part's length, then the first string's.
    for place in [9, 10] {
      var mutant = Array(bytes.dropLast(32))
      mutant.replaceSubrange(
        place...place, with: [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F])
      let error = #expect(throws: ModelError.self) { try decodeSealed(mutant[...]) }
      #expect(error?.message.contains("more than the rest of the file can hold") == true)
    }
  }

  @Test func saysWhatIsWrong() throws {
    let bytes = ModelFile.encode(try Self.fullModel())
    let cases: [([UInt8], String)] = [
      ([], "not a gbdt model file"),
      (Array("{\"format\": 1}".utf8), "not a gbdt model file"),
      (Array(bytes[..<5]), "cut off after 5 bytes"),
      (Array(bytes.dropLast()), "checksum is wrong"),
      (Array(bytes[..<8]) + [3] + Array(bytes[9...]), "has format version 3"),
    ]
    for (input, expected) in cases {
      let error = #expect(throws: ModelError.self) { try ModelFile.decode(input) }
      #expect(error?.message.contains(expected) == true)
    }
  }

  @Test func filesAreReadAndWritten() throws {
    let folder =
      FileManager.default.temporaryDirectory.path + "/gbdt-model-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let model = try Self.fullModel()
    let path = folder + "/model.gbdt"
    try ModelFile.write(model, path: path)
    #expect(try ModelFile.read(path: path) == model)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["model.gbdt"])

    let missing = #expect(throws: ModelError.self) { try ModelFile.read(path: folder + "/none") }
    #expect(missing?.category == .noInput)
    let directory = #expect(throws: ModelError.self) { try ModelFile.read(path: folder) }
    #expect(directory?.category == .noInput)
    let nowhere = #expect(throws: ModelError.self) {
      try ModelFile.write(model, path: folder + "/a/b.gbdt")
    }
    #expect(nowhere?.category == .cannotCreate)
    try Data("x".utf8).write(to: URL(fileURLWithPath: path))
    let damaged = #expect(throws: ModelError.self) { try ModelFile.read(path: path) }
    #expect(damaged?.message.hasPrefix("\(path): This is not a gbdt model file") == true)
  }

  /// Writes 32 bytes of checksum behind `content`.
  private func sealed(_ content: ArraySlice<UInt8>) -> [UInt8] {
    content + SHA256Digest(of: Array(content)).bytes
  }

  private func decodeSealed(_ content: ArraySlice<UInt8>) throws(ModelError) -> TrainedModel {
    try ModelFile.decode(sealed(content))
  }
}
