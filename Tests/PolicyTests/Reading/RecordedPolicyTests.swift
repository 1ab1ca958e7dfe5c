import Machines
import Policy
import Testing

/// Policies, and what Qubes R4.3's own reader made of them.
@Suite struct RecordedPolicyTests {
    @Test func `every recorded policy gives as many rules as Qubes reads, or the error that Qubes reports`() throws {
        let cases = try RecordedCase.all()
        #expect(cases.count > 100)
        for recorded in cases {
            let reading = PolicyReader(mode: .compat).read(recordedLayout, from: recorded.tree)
            let expected = try #require(recorded.expected.first)
            if expected.outcome == "error" {
                let first = try #require(reading.errors.first, "\(recorded.id)")
                #expect(first.kind.rawValue == expected.kind, "\(recorded.id)")
                #expect((first.hasLine ? first.problem.line : nil) == expected.line, "\(recorded.id)")
                if let file = expected.file { #expect(first.problem.file == file, "\(recorded.id)") }
            } else {
                #expect(reading.shown == [], "\(recorded.id)")
                #expect(reading.rules?.rules.count == recorded.ruleCount, "\(recorded.id)")
            }
        }
    }

    @Test func `every rule that decided in Qubes is at the same place`() throws {
        var count = 0
        for recorded in try RecordedCase.all() {
            let reading = PolicyReader(mode: .compat).read(recordedLayout, from: recorded.tree)
            let places = Set(reading.places)
            for place in recorded.expected.compactMap(\.rule) {
                count += 1
                let name = "\(place.file):\(place.line.map(String.init) ?? "implicit")"
                #expect(places.contains(name), "\(recorded.id)")
            }
        }
        #expect(count > 50)
    }

    @Test func `every word is a token in the columns where Qubes takes it, and a mistake elsewhere`() throws {
        let recorded = try RecordedTokens.read().validity
        #expect(recorded.count == 55)
        let columns: [(String, TokenColumn)] = [
            ("source", .source), ("target", .target), ("redirect", .redirect), ("intended", .request),
        ]
        for (word, validity) in recorded {
            for (context, column) in columns {
                var vocabulary = Vocabulary()
                let token = try? TokenReader().read(word.utf8.span, in: column, vocabulary: &vocabulary)
                let expected = try #require(validity[context])
                #expect(token?.qubesClass(in: context) == expected, "\(word) as \(context)")
                if let token { #expect(RuleSet(vocabulary: vocabulary).text(of: token) == word) }
            }
        }
    }
}

extension Token {
    /// What Qubes calls it.
    fileprivate func qubesClass(in context: String) -> String {
        if isAdminVM && self != .adminVM { return Self.plain(context) }
        switch self {
        case .everything: return "WildcardVM"
        case .anyVM: return "AnyVM"
        case .adminVM: return "AdminVM"
        case .unspecified: return "DefaultVM"
        case .disposable: return "DispVM"
        case .disposableOf, .disposableOfUUID: return "DispVMTemplate"
        case .disposableOfTag: return "DispVMTag"
        case .tag: return "TagVM"
        case .type: return "TypeVM"
        case .name, .uuid: return Self.plain(context)
        }
    }

    private static func plain(_ context: String) -> String {
        switch context {
        case "source": "Source"
        case "target": "Target"
        case "redirect": "Redirect"
        default: "IntendedTarget"
        }
    }
}
