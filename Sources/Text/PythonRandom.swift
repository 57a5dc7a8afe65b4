/// The random numbers of CPython's `random` module, bit for bit: the same seed gives the same split,
/// shuffle or bootstrap as a Python program does.
///
/// Matsumoto and Nishimura's MT19937 (ACM TOMACS 8(1), 1998) with CPython's seeding and derivations
/// (`Modules/_randommodule.c`, `Lib/random.py`, 3.2 and later).
public struct PythonRandom: RandomNumberGenerator, Sendable {
  private static let size = 624
  private static let middle = 397

  private var state: [UInt32]
  private var index = Self.size

  /// `random.seed(seed)` for a non-negative integer.
  public init(seed: UInt64) {
    let low = UInt32(truncatingIfNeeded: seed)
    let high = UInt32(truncatingIfNeeded: seed >> 32)
    state = Self.initialState(key: high == 0 ? [low] : [low, high])
  }

  private static func initialState(key: [UInt32]) -> [UInt32] {
    var state = [UInt32](repeating: 0, count: size)
    state[0] = 19_650_218
    for i in 1..<size {
      state[i] = 1_812_433_253 &* (state[i - 1] ^ state[i - 1] >> 30) &+ UInt32(i)
    }
    var i = 1
    var j = 0
    for _ in 0..<max(size, key.count) {
      let mixed = (state[i - 1] ^ state[i - 1] >> 30) &* 1_664_525
      state[i] = (state[i] ^ mixed) &+ key[j] &+ UInt32(j)
      i += 1
      j += 1
      if i == size {
        state[0] = state[size - 1]
        i = 1
      }
      if j == key.count { j = 0 }
    }
    for _ in 1..<size {
      let mixed = (state[i - 1] ^ state[i - 1] >> 30) &* 1_566_083_941
      state[i] = (state[i] ^ mixed) &- UInt32(i)
      i += 1
      if i == size {
        state[0] = state[size - 1]
        i = 1
      }
    }
    state[0] = 0x8000_0000
    return state
  }

  private mutating func refill() {
    for i in 0..<Self.size {
      let y = state[i] & 0x8000_0000 | state[(i + 1) % Self.size] & 0x7FFF_FFFF
      state[i] = state[(i + Self.middle) % Self.size] ^ y >> 1 ^ (y & 1 == 0 ? 0 : 0x9908_B0DF)
    }
    index = 0
  }

  /// 32 random bits.
  public mutating func nextWord() -> UInt32 {
    if index >= Self.size { refill() }
    var y = state[index]
    index += 1
    y ^= y >> 11
    y ^= y << 7 & 0x9D2C_5680
    y ^= y << 15 & 0xEFC6_0000
    return y ^ y >> 18
  }

  /// `getrandbits(64)`.
  public mutating func next() -> UInt64 { bits(64) }

  /// `random.getrandbits(count)`, for 0…64 bits.
  public mutating func bits(_ count: Int) -> UInt64 {
    precondition((0...64).contains(count), "bits: \(count) is outside 0...64")
    if count == 0 { return 0 }
    if count <= 32 { return UInt64(nextWord() >> UInt32(32 - count)) }
    let low = UInt64(nextWord())
    return low | UInt64(nextWord() >> UInt32(64 - count)) << 32
  }

  /// `random.random()`: a multiple of 2⁻⁵³ in 0..<1.
  public mutating func random() -> Double {
    let high = nextWord() >> 5
    let low = nextWord() >> 6
    return (Double(high) * 67_108_864 + Double(low)) / 9_007_199_254_740_992
  }

  /// `random.randrange(bound)`, also `random._randbelow(bound)`: an integer in 0..<bound.
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "below: the bound \(bound) is not positive")
    let width = Int.bitWidth - bound.leadingZeroBitCount
    var value = bits(width)
    while value >= UInt64(bound) { value = bits(width) }
    return Int(value)
  }

  /// `random.uniform(low, high)`.
  public mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * random()
  }

  /// `random.choice(elements)`; nil where there are none.
  public mutating func choice<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[below(elements.count)]
  }

  /// `random.choices(range(bound), k=count)`: integers in 0..<bound, drawn with replacement.
  public mutating func choices(below bound: Int, count: Int) -> [Int] {
    precondition(bound > 0, "choices: the bound \(bound) is not positive")
    return (0..<count).map { _ in Int(random() * Double(bound)) }
  }

  /// `random.shuffle(elements)`.
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, below(last + 1))
    }
  }

  /// The elements as `random.shuffle` leaves them.
  public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    shuffle(&elements)
    return elements
  }
}
