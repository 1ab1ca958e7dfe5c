import Foundation
import Policy
import Testing

/// What Qubes R4.3's own words match and stand for, recorded word by word.
@Suite struct RecordedMatchTests {
    private let recorded: RecordedMatches

    init() throws { recorded = try RecordedMatches.read() }

    @Test func `every word of a target column matches what it matches in Qubes`() throws {
        let world = recorded.world
        var count = 0
        for entry in recorded.targets {
            guard entry.verify != "denied" else {
                let decision = try decide(entry.intended, rule: "*", source: "test-vm1")
                #expect(decision.denial == .notDisposableTemplate)
                continue
            }
            for (source, match) in try #require(entry.match) {
                count += 1
                let decision = try decide(entry.intended, rule: try #require(entry.rule), source: source)
                #expect(
                    world.text(of: decision.intended, source: decision.source, in: RuleSet()) == entry.verify,
                    "\(entry.intended)")
                let expected: RecordedMatches.Match = decision.denial == .originalCrashes ? .crash : .is(decision.rule != nil)
                #expect(expected == match, "\(source) calls \(entry.intended), rule \(entry.rule ?? "")")
            }
        }
        #expect(count > 1_000)
    }

    @Test func `every word of a source column matches what it matches in Qubes`() throws {
        var vocabulary = Vocabulary()
        for entry in recorded.sources {
            let token = try TokenReader().read(entry.rule.utf8.span, in: .source, vocabulary: &vocabulary)
            let matcher = TokenMatcher(rules: RuleSet(vocabulary: vocabulary), world: recorded.world, mode: .compat)
            let caller = Caller(index: recorded.world.index(of: entry.source), text: entry.source)
            // Where Qubes ends with an exception nothing may match.
            let isMatch = matcher.matches(source: token, caller)
            #expect(entry.match == .is(isMatch) || entry.match == .crash && !isMatch, "\(entry.rule) for \(entry.source)")
        }
        #expect(recorded.sources.count == 132)
    }

    @Test func `every word offers what it offers in Qubes`() throws {
        var vocabulary = Vocabulary()
        for entry in recorded.offers {
            let token = try TokenReader().read(entry.rule.utf8.span, in: .target, vocabulary: &vocabulary)
            let rules = RuleSet(vocabulary: vocabulary)
            let matcher = TokenMatcher(rules: rules, world: recorded.world, mode: .compat)
            let offered = matcher.expansion(of: token)?.map { recorded.world.text(of: $0, source: nil, in: rules) }
            #expect(offered?.sorted() == entry.expand, "\(entry.rule)")
        }
        #expect(recorded.offers.count == 21)
    }

    /// Decides with the only rule `* * * RULE deny`, by the interpreter and by the compiled policy.
    private func decide(_ target: String, rule word: String, source: String) throws -> Decision {
        var rules = RuleSet(files: ["a.policy"])
        let token = try TokenReader().read(word.utf8.span, in: .target, vocabulary: &rules.vocabulary)
        rules.rules = [
            Rule(service: nil, argument: nil, source: .everything, target: token, action: .deny, file: 0, line: 1)
        ]
        let request = PolicyRequest(service: "test", source: source, target: target)
        let decision = CompiledPolicy(rules: rules, world: recorded.world, mode: .compat).decide(request)
        #expect(decision == PolicyInterpreter(rules: rules, world: recorded.world, mode: .compat).decide(request))
        return decision
    }
}
