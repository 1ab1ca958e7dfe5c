/// For each word of a policy, which sources and destinations of one world it matches and which it offers, as bits.
struct TokenMasks: Sendable {
    /// Words for a row of ``targets`` and ``offers``.
    let wordCount: Int
    /// Words for a row of ``sources``.
    let sourceWordCount: Int
    /// A row for each word: which callers its rules are for when it is the source.
    private(set) var sources: [UInt64]
    /// A row for each word: which destinations it matches.
    private(set) var targets: [UInt64]
    /// A row for each word: what it offers in a prompt.
    private(set) var offers: [UInt64]
    /// The places that any word can offer.
    private(set) var offered: [UInt64]
    /// For each word of the vocabulary, the domain that it names, or -1.
    private(set) var domainsByName: [Int32]
    /// For each word of the vocabulary, the domain whose UUID it is, or -1.
    private(set) var domainsByUUID: [Int32]

    init(_ tokens: TokenTable, _ vocabulary: Vocabulary, _ world: World, _ slots: SlotMap, mode: PolicyMode) {
        wordCount = slots.wordCount
        sourceWordCount = slots.sourceWordCount
        sources = Array(repeating: 0, count: tokens.count * sourceWordCount)
        targets = Array(repeating: 0, count: tokens.count * wordCount)
        offers = Array(repeating: 0, count: tokens.count * wordCount)
        offered = Array(repeating: 0, count: wordCount)
        domainsByName = Array(repeating: -1, count: vocabulary.count)
        domainsByUUID = Array(repeating: -1, count: vocabulary.count)
        for (index, domain) in world.domains.enumerated() {
            if let name = vocabulary.symbol(for: domain.name) { domainsByName[Int(name.index)] = Int32(index) }
            if let uuid = vocabulary.symbol(for: domain.uuid) { domainsByUUID[Int(uuid.index)] = Int32(index) }
        }
        setPlainWords(world, slots)
        for (number, token) in tokens.tokens.enumerated() {
            switch token {
            case .disposableOf(let name):
                set(&targets, number, slots.trap, true)
                set(&offers, number, slots.missingTemplate, domainsByName[Int(name.index)] < 0)
            case .disposableOfUUID(let uuid):
                set(&targets, number, slots.trap, true)
                set(&offers, number, slots.missingTemplate, domainsByUUID[Int(uuid.index)] < 0)
            case .name(.dom0), .uuid(.dom0UUID): set(&targets, number, slots.adminVM, true)
            default: break
            }
        }
        for (number, name) in slots.missingDefaults.enumerated() {
            if let word = vocabulary.symbol(for: name), let token = tokens.number(of: .disposableOf(word)) {
                set(&targets, token, slots.disposable(byMissingDefault: number), true)
            }
        }
        for index in world.domains.indices {
            setBits(of: index, world.domains[index], to: true, tokens, vocabulary, slots, mode: mode)
        }
    }

    /// Takes the tags, class and role of a domain as they are now; its name, UUID and default template are the same.
    mutating func update(
        _ index: Int, from old: Domain, to new: Domain, _ tokens: TokenTable, _ vocabulary: Vocabulary,
        _ slots: SlotMap, mode: PolicyMode
    ) {
        setBits(of: index, old, to: false, tokens, vocabulary, slots, mode: mode)
        setBits(of: index, new, to: true, tokens, vocabulary, slots, mode: mode)
        setTemplate(index, new.isDisposableTemplate, slots)
    }

    private func bit(_ index: Int) -> UInt64 { 1 << UInt64(index & 63) }

    private func set(_ rows: inout [UInt64], _ row: Int, _ slot: Int, _ value: Bool) {
        let place = row * wordCount + slot >> 6
        if value { rows[place] |= bit(slot) } else { rows[place] &= ~bit(slot) }
    }

    private mutating func setSource(_ row: Int, _ domain: Int, _ value: Bool) {
        let place = row * sourceWordCount + domain >> 6
        if value { sources[place] |= bit(domain) } else { sources[place] &= ~bit(domain) }
    }

    /// The rows of `*`, `@anyvm`, `@adminvm`, `@default` and `@dispvm`, by their numbers in ``TokenTable``.
    private mutating func setPlainWords(_ world: World, _ slots: SlotMap) {
        let (everything, anyVM, adminVM, unspecified, disposable) = (0, 1, 2, 3, 4)
        let admin = world.adminIndex
        for slot in 0..<slots.count
        where slot != slots.trap && slot != slots.missingTemplate && slot != slots.disposable {
            set(&targets, everything, slot, true)
            set(&targets, anyVM, slot, slot != admin && slot != slots.adminVM)
            let isDisposable = slot >= 2 * slots.domainCount && slot <= slots.noDefault
            set(&targets, disposable, slot, isDisposable)
        }
        set(&targets, adminVM, admin, true)
        set(&targets, adminVM, slots.adminVM, true)
        set(&targets, unspecified, slots.unspecified, true)
        for domain in world.domains.indices {
            setSource(everything, domain, true)
            setSource(anyVM, domain, domain != admin)
            set(&offers, everything, domain, true)
            set(&offers, anyVM, domain, domain != admin)
            set(&offered, 0, domain, true)
            setTemplate(domain, world.domains[domain].isDisposableTemplate, slots)
        }
        setSource(adminVM, admin, true)
        set(&offers, everything, slots.disposable, true)
        set(&offers, anyVM, slots.disposable, true)
        set(&offers, adminVM, slots.adminVM, true)
        set(&offers, disposable, slots.disposable, true)
        for slot in [slots.adminVM, slots.disposable, slots.missingTemplate] { set(&offered, 0, slot, true) }
    }

    /// What `*` and `@anyvm` offer changes when a domain becomes a template of disposables.
    private mutating func setTemplate(_ domain: Int, _ isTemplate: Bool, _ slots: SlotMap) {
        set(&offers, 0, slots.disposable(of: domain), isTemplate)
        set(&offers, 1, slots.disposable(of: domain), isTemplate)
        set(&offered, 0, slots.disposable(of: domain), isTemplate)
    }

    /// Sets or clears everything that the words say of one domain.
    private mutating func setBits(
        of index: Int, _ domain: Domain, to value: Bool, _ tokens: TokenTable, _ vocabulary: Vocabulary,
        _ slots: SlotMap, mode: PolicyMode
    ) {
        let asDisposable = slots.disposable(of: index)
        let asDefault = slots.disposable(byDefault: index)
        func number(_ text: String, _ token: (Symbol) -> Token) -> Int? {
            vocabulary.symbol(for: text).flatMap { tokens.number(of: token($0)) }
        }
        func setDomain(_ row: Int?) {
            guard let row else { return }
            set(&targets, row, index, value)
            set(&offers, row, index, value)
            setSource(row, index, value)
        }
        func setDisposable(_ row: Int?, byDefault: Bool) {
            guard let row else { return }
            set(&targets, row, asDisposable, value)
            if byDefault { set(&targets, row, asDefault, value) }
            if domain.isDisposableTemplate { set(&offers, row, asDisposable, value) }
        }
        setDomain(number(domain.name, Token.name))
        setDomain(number(domain.uuid, Token.uuid))
        setDomain(number(domain.type, Token.type))
        setDisposable(number(domain.name, Token.disposableOf), byDefault: true)
        setDisposable(number(domain.uuid, Token.disposableOfUUID), byDefault: mode == .strict)
        for tag in domain.tags {
            setDomain(number(tag, Token.tag))
            if domain.isDisposableTemplate { setDisposable(number(tag, Token.disposableOfTag), byDefault: true) }
        }
    }
}
