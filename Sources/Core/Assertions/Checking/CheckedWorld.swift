package import Policy

/// A world as assertions see it: every VM runs, and each template of disposables has a disposable.
///
/// What power a VM has at this moment says when a call works, not whether it ever may. A disposable that is started
/// later calls under a name that nobody knows yet, with the tags of its template: a stand-in calls in its place.
package struct CheckedWorld: Sendable {
    /// The VMs as they were given.
    package let original: World
    /// The VMs, all running, and the stand-ins.
    package let world: World
    /// For each domain of ``world`` that is a stand-in, the template's number there.
    package let templates: [Int: Int]
    /// For each template, its stand-in.
    private let standIns: [Int: Int]

    /// Adds stand-ins to a world.
    ///
    /// - Parameter original: The VMs that there are.
    package init(_ original: World) {
        self.original = original
        var domains = original.domains
        for number in domains.indices { domains[number].powerState = "Running" }
        let defaults = Set(domains.compactMap(\.defaultDisposable))
        var names: [String: String] = [:]
        for (number, template) in original.domains.enumerated()
        where template.isDisposableTemplate || defaults.contains(template.name) {
            // No rule can name it: the fields of a rule hold no blanks.
            var name = "disposable \(number)"
            while original.index(named: name) != nil { name += "'" }
            var standIn = Domain(name: name, uuid: name, type: "DispVM")
            standIn.tags = template.tags
            standIn.defaultDisposable = template.defaultDisposable
            standIn.isInternal = true
            standIn.powerState = "Running"
            standIn.template = template.name
            names[name] = template.name
            domains.append(standIn)
        }
        let world = World(domains)
        var templates: [Int: Int] = [:]
        for (name, template) in names {
            guard let number = world.index(named: name), let of = world.index(named: template) else { continue }
            templates[number] = of
        }
        self.world = world
        self.templates = templates
        standIns = Dictionary(templates.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// What a domain of ``world`` is called in output: a stand-in by its template.
    package func name(of number: Int) -> String {
        templates[number].map { "@dispvm:" + world.domains[$0].name } ?? world.domains[number].name
    }

    /// The domain of ``world`` where a call ends, a stand-in for a disposable; nil when it ends nowhere.
    ///
    /// - Parameters:
    ///   - destination: Where the call goes.
    ///   - source: Who calls.
    /// - Returns: The number of the domain.
    package func end(of destination: Destination, source: Int) -> Int? {
        switch destination {
        case .adminVM: world.adminIndex
        case .domain(let number, _): number
        case .disposableOf(let template, _): standIns[template]
        case .disposable: world.defaultTemplate(of: source).flatMap { standIns[$0] }
        case .unspecified, .disposableOfMissingDefault, .unknown: nil
        }
    }

    /// The stand-in for the disposables of a template.
    func standIn(ofTemplate name: String) -> Int? { world.index(named: name).flatMap { standIns[$0] } }

    /// The call in which this domain asks for something, over its relay when it is a RemoteVM that has one.
    package func request(service: String, argument: String, source: Int, target: String) -> PolicyRequest {
        let domain = world.domains[source]
        if domain.type == "RemoteVM", let relay = domain.relay, world.index(of: relay) != nil {
            return PolicyRequest(
                service: service, argument: argument, source: relay, target: target, requestedSource: domain.name)
        }
        return PolicyRequest(service: service, argument: argument, source: domain.name, target: target)
    }
}
