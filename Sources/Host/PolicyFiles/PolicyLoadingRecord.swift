import LinuxIO
import Policy

/// Everything that a load read, by digest: tells later whether reading again would give the same.
///
/// A load depends on nothing but what it read, so two loads with equal records give equal policies.
package struct PolicyLoadingRecord: Sendable {
    /// What was found at a path.
    enum Observation: Hashable, Sendable {
        case missing
        case unreadable(String)
        /// The SHA-256 of a file, or of a directory's names and what they are.
        case contents(String)

        init(_ result: Result<[UInt8]?, PolicyFileError>) {
            switch result {
            case .success(nil): self = .missing
            case .success(let bytes?): self = .contents(LockedDigest.text(of: bytes))
            case .failure(let error): self = .unreadable(error.reason)
            }
        }

        init(_ result: Result<[PolicyDirectoryEntry]?, PolicyFileError>) {
            switch result {
            case .success(nil): self = .missing
            case .success(let entries?):
                // No name holds a null.
                let text = entries.map { "\($0.isFile ? "f" : "o")\($0.name)\0" }.sorted().joined()
                self = .contents(LockedDigest.text(of: text.utf8))
            case .failure(let error): self = .unreadable(error.reason)
            }
        }
    }

    struct Item: Sendable {
        let path: String
        /// How many bytes were wanted; nil for a directory.
        let limit: Int?
        let observation: Observation
        /// The path's stamp from before it was read.
        var stamp: FileStamp?
        /// Whether an equal stamp proves that nothing has changed.
        var isSettled: Bool
    }

    private var items: [Item]

    init(_ items: [Item]) { self.items = items.sorted { ($0.path, $0.limit ?? -1) < ($1.path, $1.limit ?? -1) } }

    /// A record of nothing, which nothing changes.
    package init() { items = [] }

    /// How far a file system's clock may be behind ours, or be coarse: a change within this time of another may leave the
    /// stamp as it was.
    private static let settlingNanoseconds = 2_000_000_000

    /// Whether a stamp that is still the same later proves that nothing was written in between.
    static func isSettled(_ stamp: FileStamp?, at now: Int) -> Bool {
        guard let stamp else { return true }
        return stamp.changedNanoseconds < now - settlingNanoseconds
    }

    /// Whether two loads read the same.
    package func isSame(as other: PolicyLoadingRecord) -> Bool {
        items.count == other.items.count
            && zip(items, other.items).allSatisfy {
                $0.path == $1.path && $0.limit == $1.limit && $0.observation == $1.observation
            }
    }

    /// Looks whether reading again would give something else.
    ///
    /// Paths whose stamps are as they were are not read. What was read and found equal has its new stamp afterwards.
    ///
    /// - Returns: Whether anything is different.
    package mutating func hasChanged() -> Bool {
        let disk = DiskPolicyProvider()
        for (index, item) in items.enumerated() {
            let now = Int(clamping: Clock.wallNanoseconds())
            let stamp = FileStamp(item.path)
            if item.isSettled, stamp == item.stamp {
                guard case .unreadable = item.observation else { continue }
            }
            guard Self.observe(item, on: disk) == item.observation else { return true }
            items[index].stamp = stamp
            items[index].isSettled = Self.isSettled(stamp, at: now)
        }
        return false
    }

    private static func observe(_ item: Item, on disk: DiskPolicyProvider) -> Observation {
        do {
            guard let limit = item.limit else { return .init(.success(try disk.list(item.path))) }
            return .init(.success(try disk.contents(item.path, limit: limit)))
        } catch {
            return .unreadable(error.reason)
        }
    }
}
