internal import COpenSSL

/// The SHA-256 digest of bytes, by OpenSSL's libcrypto.
package struct SHA256Digest: Sendable, Equatable, CustomStringConvertible {
  /// 32 bytes.
  package let bytes: [UInt8]

  package init(of data: [UInt8]) {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    let done = data.withUnsafeBytes { input in
      EVP_Digest(input.baseAddress, input.count, &digest, &length, EVP_sha256(), nil)
    }
    precondition(done == 1 && length == 32, "libcrypto has SHA-256")
    bytes = Array(digest[0..<32])
  }

  /// 64 lower-case hexadecimal digits.
  package var description: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
