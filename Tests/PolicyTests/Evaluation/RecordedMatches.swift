import Foundation
import Policy

/// Recorded matches of single words, and the system that they were recorded with.
struct RecordedMatches: Decodable {
    /// Whether a word matched, or Qubes ended with an exception.
    enum Match: Decodable, Equatable {
        case `is`(Bool)
        case crash

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            self = (try? container.decode(Bool.self)).map { .is($0) } ?? .crash
        }
    }

    struct Target: Decodable {
        let intended: String
        let verify: String
        let rule: String?
        let match: [String: Match]?

        enum CodingKeys: String, CodingKey {
            case intended, verify, match
            case rule = "policy_target"
        }
    }

    struct Source: Decodable {
        let source: String
        let rule: String
        let match: Match

        enum CodingKeys: String, CodingKey {
            case source, match
            case rule = "policy_source"
        }
    }

    /// The texts, or nil where Qubes ended with an exception.
    struct Offer: Decodable {
        let rule: String
        let expand: [String]?

        enum CodingKeys: String, CodingKey {
            case expand
            case rule = "policy_target"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            rule = try container.decode(String.self, forKey: .rule)
            expand = try? container.decode([String].self, forKey: .expand)
        }
    }

    let targets: [Target]
    let sources: [Source]
    let offers: [Offer]
    private let system: RecordedSystem

    enum CodingKeys: String, CodingKey {
        case targets = "target_match"
        case sources = "source_match"
        case offers = "expand"
        case system = "system_info"
    }

    var world: World { system.world }

    static func read() throws -> RecordedMatches {
        try JSONDecoder().decode(RecordedMatches.self, from: try RecordedTokens.data())
    }
}

/// What Qubes tells of its VMs.
struct RecordedSystem: Decodable {
    private struct Entry: Decodable {
        let tags: [String]
        let type: String
        let uuid: String
        let isDisposableTemplate: Bool
        let defaultDisposable: String?
        let isInternal: String?
        let relay: String?
        let transport: String?
        let powerState: String?

        enum CodingKeys: String, CodingKey {
            case tags, type, uuid
            case isDisposableTemplate = "template_for_dispvms"
            case defaultDisposable = "default_dispvm"
            case isInternal = "internal"
            case relay = "relayvm"
            case transport = "transport_rpc"
            case powerState = "power_state"
        }
    }

    private let domains: [String: Entry]

    var world: World {
        World(
            domains.map { name, entry in
                var domain = Domain(name: name, uuid: entry.uuid, type: entry.type)
                domain.tags = Set(entry.tags)
                domain.isDisposableTemplate = entry.isDisposableTemplate
                domain.defaultDisposable = entry.defaultDisposable
                domain.isInternal = entry.isInternal ?? "" != ""
                domain.relay = entry.relay
                domain.transport = entry.transport
                domain.powerState = entry.powerState ?? "Halted"
                return domain
            })
    }
}
