extension CategoryColumn {
  /// Strings as they come, coded by first appearance; nil and the empty string are missing, as in files.
  ///
  /// Costs one hash a row. Strings are equal when their bytes are.
  package init(_ strings: [String?]) {
    var dictionary: StringList = []
    var codeOfString: [ByteString: Int32] = [:]
    let codes = strings.map { string -> Int32 in
      guard let string, !string.isEmpty else { return Column.missingCategory }
      let key = ByteString(string)
      if let code = codeOfString[key] { return code }
      let code = Int32(dictionary.count)
      codeOfString[key] = code
      dictionary.append(string)
      return code
    }
    self.init(codes: codes, dictionary: dictionary)
  }
}
