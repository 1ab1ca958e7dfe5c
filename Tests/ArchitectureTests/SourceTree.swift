import Foundation

/// The folder of a target under `Sources`, which says what the target may import.
enum Tier: String, CaseIterable {
    case system = "System"
    case core = "Core"
    case platform = "Platform"
    case host = "Host"
    case guest = "Guest"
    case programs = "Programs"
}

/// One `import` line.
struct Import: Hashable {
    let module: String
    /// Whether it names one declaration, as in `import struct FoundationEssentials.Data`.
    let isScoped: Bool
    let line: Int
}

/// One Swift file under `Sources`.
struct SourceFile {
    let tier: Tier
    /// The module, which for a program has `_` where its folder has `-`.
    let module: String
    /// From the root of the repository.
    let path: String
    let text: SwiftText

    init(tier: Tier, target: String, name: String, source: String) {
        self.tier = tier
        module = target.replacing("-", with: "_")
        path = "Sources/\(tier.rawValue)/\(target)/\(name)"
        text = SwiftText(source)
    }

    var imports: [Import] {
        let kinds: Set<Substring> = ["typealias", "struct", "class", "enum", "protocol", "let", "var", "func"]
        return text.lines.enumerated().flatMap { index, line in
            line.split(separator: ";").compactMap { statement in
                let words = statement.split(whereSeparator: \.isWhitespace)
                let prefixes: Set<Substring> = ["package", "public", "internal", "private", "fileprivate"]
                let rest = words.drop { prefixes.contains($0) || $0.hasPrefix("@") }
                guard rest.first == "import", let kind = rest.dropFirst().first else { return nil }
                let isScoped = kinds.contains(kind)
                let name = isScoped ? rest.dropFirst(2).first : kind
                guard let module = name?.split(separator: ".").first else { return nil }
                return Import(module: String(module), isScoped: isScoped, line: index + 1)
            }
        }
    }
}

/// What is in the repository that these tests were built from.
struct SourceTree {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    let files: [SourceFile]

    private static let loaded = Result { try load() }

    /// The tree as it is, read once.
    static var current: SourceTree {
        get throws { try loaded.get() }
    }

    /// Reads every Swift file of every tier.
    private static func load() throws -> SourceTree {
        let paths = try paths(under: "Sources") { $0.hasSuffix(".swift") }
        return SourceTree(
            files: try paths.map { path in
                let parts = path.split(separator: "/").map(String.init)
                guard parts.count >= 4, let tier = Tier(rawValue: parts[1]) else { throw Misplaced(path: path) }
                let source = try String(contentsOf: root.appending(path: path), encoding: .utf8)
                return SourceFile(
                    tier: tier, target: parts[2], name: parts[3...].joined(separator: "/"), source: source)
            })
    }

    /// Files under a folder of the repository, from its root, sorted.
    static func paths(under folder: String, where isWanted: (String) -> Bool) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
            .filter(isWanted).map { "\(folder)/\($0)" }.sorted()
    }

    /// Targets of a tier, from its folders: those of the System tier hold no Swift.
    static func targets(of tier: Tier) throws -> Set<String> {
        let folder = root.appending(path: "Sources/\(tier.rawValue)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }
        return Set(names.map { $0.replacing("-", with: "_") })
    }

    /// All that a module imports, directly or through others; names of the toolchain's modules included.
    func closure(of module: String) -> Set<String> {
        let edges = Dictionary(grouping: files, by: \.module).mapValues { Set($0.flatMap(\.imports).map(\.module)) }
        var found: Set<String> = []
        var open: Set<String> = [module]
        while let next = open.popFirst() {
            open.formUnion((edges[next] ?? []).subtracting(found))
            found.formUnion(edges[next] ?? [])
        }
        return found
    }
}

struct Misplaced: Error, CustomStringConvertible {
    let path: String
    var description: String { "\(path) is in no tier: Sources/TIER/TARGET/NAME.swift" }
}
