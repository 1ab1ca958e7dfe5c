package import Policy

extension SampleGenerator {
    /// A request in a world made by ``world(_:)`` with `domainCount` domains.
    package mutating func request(domainCount: Int) -> PolicyRequest {
        var request = PolicyRequest(
            service: once(in: 12) ? "app.Unknown" : Self.services.randomElement(using: &self) ?? "",
            argument: once(in: 8) ? "+zz" : Self.arguments.randomElement(using: &self) ?? "",
            source: domainWord(domainCount), target: target(domainCount))
        if once(in: 20) { request.source = one(of: "nobody", "dom0", "uuid:nothing") }
        if once(in: 10) { request.requestedSource = domainWord(domainCount) }
        return request
    }

    private mutating func target(_ domainCount: Int) -> String {
        switch Int.random(in: 0..<12, using: &self) {
        case 0: one(of: "", "@default")
        case 1, 2: "@dispvm"
        case 3, 4: "@dispvm:" + domainWord(domainCount)
        case 5: one(of: "dom0", "@adminvm", "uuid:" + World.adminUUID)
        case 6: one(of: "gone", "nobody", "@tag:work", "@anyvm", "*", "@dispvm:@tag:dvm", "@")
        default: domainWord(domainCount)
        }
    }

    private mutating func domainWord(_ domainCount: Int) -> String {
        let number = Int.random(in: 0..<domainCount, using: &self)
        return once(in: 5) ? "uuid:" + Self.uuid(number + 1) : Self.name(number)
    }
}
