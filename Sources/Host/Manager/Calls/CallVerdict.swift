import Machines
import Policy
import PolicyFiles

/// A decided call with the words that the log and the journal have for it.
struct CallVerdict: Sendable {
    let request: PolicyRequest
    let decision: Decision
    /// The policy that decided.
    let generation: PolicyGeneration
    let durationNanoseconds: UInt64
    /// Why a call that the rule would have asked or allowed was refused all the same; nil otherwise.
    var refusal: String?
    /// What a person said; nil where nobody was asked.
    var answer: CallAnswer?

    /// The text of a destination.
    func text(_ destination: Destination) -> String {
        generation.compiled.world.text(of: destination, source: decision.source, in: generation.compiled.rules)
    }

    var target: String? { decision.target.map { text($0) } }

    /// The deciding rule as `FILE:LINE`; nil when none matched.
    var place: String? { decision.rule.map { generation.compiled.rules.place(of: $0) } }

    var isAllowed: Bool { decision.outcome == .allow && refusal == nil }

    /// The line of Qubes' journal, with the rule's place.
    var journalLine: String {
        let call = "\(request.service)\(request.argument): \(request.source) -> "
        let asked = request.target.isEmpty ? "@default" : request.target
        if isAllowed {
            let by = answer.map { " by \($0.by)" } ?? ""
            return call + "\(asked): allowed to \(target ?? "nowhere")\(by) (\(place ?? "no rule"))"
        }
        if let refusal { return call + "\(asked): denied: \(refusal)\(place.map { " (\($0))" } ?? "")" }
        switch decision.denial {
        case .noMatch: return call + "\(asked): denied: no matching rule found"
        case .policy: return call + "\(asked): denied by policy \(place ?? "")"
        case let kind: return call + "\(asked): denied: \(kind?.rawValue ?? "unknown")\(place.map { " (\($0))" } ?? "")"
        }
    }
}
