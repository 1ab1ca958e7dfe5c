/// The distinct words for VMs in a policy, numbered.
struct TokenTable: Sendable {
    /// The words, by number; the first five are those without a name.
    private(set) var tokens: [Token] = [.everything, .anyVM, .adminVM, .unspecified, .disposable]
    /// For each word of the vocabulary and each sort of ``Token`` with a name: a number plus one, or 0.
    private var numbers: [UInt32]
    private static let sorts = 7

    init(wordCount: Int) { numbers = Array(repeating: 0, count: wordCount * Self.sorts) }

    var count: Int { tokens.count }

    /// The number of a word, made known if it was not.
    mutating func intern(_ token: Token) -> UInt32 {
        guard let place = Self.place(of: token) else { return Self.plainNumber(of: token) }
        if numbers[place] == 0 {
            tokens.append(token)
            numbers[place] = UInt32(tokens.count)
        }
        return numbers[place] - 1
    }

    /// The number of a word that is known.
    func number(of token: Token) -> Int? {
        guard let place = Self.place(of: token) else { return Int(Self.plainNumber(of: token)) }
        return numbers[place] == 0 ? nil : Int(numbers[place]) - 1
    }

    private static func plainNumber(of token: Token) -> UInt32 {
        switch token {
        case .everything: 0
        case .anyVM: 1
        case .adminVM: 2
        case .unspecified: 3
        default: 4
        }
    }

    private static func place(of token: Token) -> Int? {
        switch token {
        case .everything, .anyVM, .adminVM, .unspecified, .disposable: nil
        case .name(let word): Int(word.index) * sorts
        case .tag(let word): Int(word.index) * sorts + 1
        case .type(let word): Int(word.index) * sorts + 2
        case .uuid(let word): Int(word.index) * sorts + 3
        case .disposableOf(let word): Int(word.index) * sorts + 4
        case .disposableOfUUID(let word): Int(word.index) * sorts + 5
        case .disposableOfTag(let word): Int(word.index) * sorts + 6
        }
    }
}
