import Model

/// What this build is.
enum Version {
  /// The program's version.
  static let number = "0.1.0"

  /// The compiler's version.
  static var swift: String {
    #if compiler(>=6.5)
      "6.5 or newer"
    #elseif compiler(>=6.4)
      "6.4"
    #elseif compiler(>=6.3)
      "6.3"
    #elseif compiler(>=6.2)
      "6.2"
    #else
      "6.1"
    #endif
  }

  /// One line with all of it.
  static var line: String {
    "clinspan \(number) (Swift \(swift), OpenBLAS \(BLAS.kernels) kernels)"
  }
}
