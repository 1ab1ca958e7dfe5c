/// The choices of a prompt while they are put together, sorted by their text and each target once.
struct ChoiceList {
    private(set) var choices: [Choice] = []
    private var lastKey = -1
    private let domainCount: Int
    private let countBeforeKeywords: Int

    init(_ world: World, capacity: Int) {
        domainCount = world.domains.count
        countBeforeKeywords = world.countBeforeKeywords
        choices.reserveCapacity(capacity)
    }

    /// Takes a choice; of two for one target a direct one stays, else the first.
    mutating func add(_ choice: Choice) {
        let key = key(of: choice.destination)
        if key > lastKey {
            choices.append(choice)
            lastKey = key
            return
        }
        // Only what @dispvm and @adminvm have become is out of its place.
        let place = choices.firstIndex { self.key(of: $0.destination) >= key } ?? choices.count
        if place < choices.count, self.key(of: choices[place].destination) == key {
            if choices[place].isRedirect, !choice.isRedirect { choices[place] = choice }
        } else {
            choices.insert(choice, at: place)
        }
    }

    /// A number that sorts as the text of the destination does.
    private func key(of destination: Destination) -> Int {
        switch destination {
        case .domain(let number, _): number < countBeforeKeywords ? number : number + domainCount + 2
        case .disposable: countBeforeKeywords
        case .disposableOf(let number, _): countBeforeKeywords + 1 + number
        case .disposableOfMissingDefault: countBeforeKeywords + 1 + domainCount
        case .adminVM, .unspecified, .unknown: 2 * domainCount + 2
        }
    }
}
