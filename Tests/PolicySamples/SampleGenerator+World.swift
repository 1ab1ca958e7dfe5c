package import Policy

extension SampleGenerator {
    /// The tags that domains and rules have.
    package static let tags = ["work", "mail", "net", "dvm", "managed"]

    /// The UUID of the domain with a number.
    package static func uuid(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    /// The name of the domain with a number; some are sorted before `@`.
    package static func name(_ number: Int) -> String { number % 5 == 3 ? "\(number)vm" : "vm\(number)" }

    /// A world of `count` domains named by ``name(_:)``, beside `dom0`.
    package mutating func world(_ count: Int) -> World {
        var domains = (0..<count).map { domain($0, of: count) }
        if once(in: 2) {
            var admin = Domain(name: World.adminName, uuid: World.adminUUID, type: "AdminVM")
            admin.powerState = "Running"
            if once(in: 2) { admin.tags = ["work"] }
            if once(in: 3) { admin.defaultDisposable = Self.name(0) }
            domains.append(admin)
        }
        return World(domains)
    }

    /// One of the domains of such a world.
    package mutating func domain(_ number: Int, of count: Int) -> Domain {
        var domain = Domain(
            name: Self.name(number), uuid: Self.uuid(number + 1),
            type: one(of: "AppVM", "AppVM", "TemplateVM", "DispVM", "StandaloneVM", "RemoteVM"))
        domain.tags = Set(Self.tags.filter { _ in once(in: 3) })
        domain.isDisposableTemplate = once(in: 3)
        switch Int.random(in: 0..<6, using: &self) {
        case 0: break
        case 1: domain.defaultDisposable = one(of: "gone", "gone-too")
        default: domain.defaultDisposable = Self.name(Int.random(in: 0..<count, using: &self))
        }
        domain.isInternal = once(in: 8)
        domain.powerState = one(of: "Running", "Halted", "Paused")
        if domain.type == "RemoteVM" {
            if !once(in: 4) { domain.relay = Self.name(Int.random(in: 0..<count, using: &self)) }
            if !once(in: 4) { domain.transport = "bulkhead.Relay" }
        }
        return domain
    }
}
