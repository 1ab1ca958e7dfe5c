import ManagerClient
import JSONText

/// What `status` and `reload` say of the policy.
enum PolicyStatusText {
    /// The policy in force: `generation 3, 92 rules, 12 assertions, locked layer 7`.
    static func force(_ policy: PolicySnapshot) -> String {
        guard policy.generation > 0 else { return "none, every call between VMs is denied" }
        var parts = [
            "generation \(policy.generation)", count(policy.ruleCount, "rule"),
            count(policy.assertionCount, "assertion"),
        ]
        if policy.lockedVersion > 0 { parts.append("locked layer \(policy.lockedVersion)") }
        return parts.joined(separator: ", ")
    }

    /// How the files stand to it, as the end of a sentence; empty when there is nothing to say.
    static func disk(_ policy: PolicySnapshot) -> String {
        switch policy.disk {
        case .current: return ""
        case .absent: return policy.generation == 0 ? ", there is no policy.d" : ""
        case .modified:
            let place = policy.generation == 0 ? "there are files" : "the files are newer"
            return ", \(place): 'bulkhead reload' takes them"
        case .refused:
            let place = policy.generation == 0 ? "the files" : "the files are newer and"
            return ", \(place) have \(count(policy.problemCount, "problem"))"
        }
    }

    /// The facts of `status`.
    ///
    /// - Parameters:
    ///   - policy: What the manager says of its policy.
    ///   - nowMilliseconds: The time, since 1970-01-01 UTC.
    ///   - facts: The list that they are added to.
    static func add(_ policy: PolicySnapshot, nowMilliseconds: UInt64, to facts: inout FactList) {
        let isFine = policy.disk == .current || policy.disk == .absent
        facts.add("Policy", force(policy) + disk(policy), isFine ? .plain : .warning)
        guard policy.generation > 0 else { return }
        let loaded = policy.loadedAtMilliseconds
        let age = nowMilliseconds > loaded ? nowMilliseconds - loaded : 0
        facts.add("Policy hash", "sha256 \(policy.digest), in force for \(TimeText.duration(milliseconds: age))")
    }

    private static func count(_ number: UInt32, _ noun: String) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
    }
}

extension PolicySnapshot {
    /// Everything about the policy; keys are stable, what there is not is null.
    var json: JSONValue {
        let isThere = generation > 0
        return .object([
            "generation": isThere ? .number(generation) : .null, "sha256": .optional(digest),
            "rules": isThere ? .number(UInt64(ruleCount)) : .null,
            "assertions": isThere ? .number(UInt64(assertionCount)) : .null,
            "locked_version": lockedVersion > 0 ? .number(lockedVersion) : .null,
            "loaded_at_ms": isThere ? .number(loadedAtMilliseconds) : .null, "disk": .string(disk.rawValue),
            "problems": .strings(problems), "problem_count": .number(UInt64(problemCount)),
        ])
    }
}
