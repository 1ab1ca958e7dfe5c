import FlowAnalysis
import Machines
import PolicyReview

/// What the service map says of services, for the linter.
struct ServiceMapTraits: ServiceTraits {
    private let map: ServiceMap
    private let names: [String]

    init(_ map: ServiceMap) {
        self.map = map
        names = Array(
            Set(
                map.entries.compactMap { entry in
                    switch entry.pattern {
                    case .service(let name), .call(let name, _): name
                    case .prefix: nil
                    }
                })
        ).sorted()
    }

    func isKnown(_ service: String) -> Bool { !map.match(service: service).isUnknown || names.contains(service) }

    func isControlling(_ service: String) -> Bool {
        let match = map.match(service: service)
        return !match.isUnknown && match.entry.control == .full
    }

    func isSensitive(_ service: String) -> Bool {
        let match = map.match(service: service)
        return !match.isUnknown && match.entry.risk >= .high
    }

    func nearest(to service: String) -> [String] { NearestWord.find(service, among: names).map { [$0] } ?? [] }
}
