import Testing
import Text

@Test(arguments: ["", "abc", "é", "a\u{301}b🤕c", "漢字 and text", "\r\nx"])
func offsetsConvertBothWays(_ string: String) {
  let text = ScalarText(string)
  let scalars = Array(string.unicodeScalars)
  #expect(text.count == scalars.count)
  for offset in 0...scalars.count {
    let prefix = String(String.UnicodeScalarView(scalars[..<offset]))
    #expect(text.byteOffset(ofScalar: offset) == prefix.utf8.count)
    #expect(text.scalarOffset(ofByte: prefix.utf8.count) == offset)
    #expect(text.utf16Offset(ofScalar: offset) == prefix.utf16.count)
    #expect(text.scalarOffset(ofUTF16: prefix.utf16.count) == offset)
    #expect(UTF16Offsets(text).utf16(ofScalar: offset) == prefix.utf16.count)
    #expect(UTF16Offsets(text).scalar(ofUTF16: prefix.utf16.count) == offset)
  }
}

@Test func anOffsetInsideASurrogatePairIsNoScalar() {
  #expect(ScalarText("🤕").scalarOffset(ofUTF16: 1) == nil)
  for offset in -1...8 {
    let text = ScalarText("a🤕🤕é🤕")
    #expect(UTF16Offsets(text).scalar(ofUTF16: offset) == text.scalarOffset(ofUTF16: offset))
  }
}
