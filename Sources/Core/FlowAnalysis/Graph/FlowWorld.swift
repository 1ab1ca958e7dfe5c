import Policy

/// The VMs of a flow graph: those that there are, all running, and two stand-ins for the disposables of each template.
///
/// To the policy all disposables of a template are alike: they have its tags, its default template and the class
/// DispVM. A second stand-in is needed because one disposable may call another of the same template, and a call of a VM
/// to itself is always denied. No rule can name a stand-in, since the fields of a rule hold no blanks.
///
/// A *place* is where a call can go: the number of a domain, or, from ``domainCount`` on, a new disposable of the
/// template with that number.
struct FlowWorld: Sendable {
    let world: World
    /// The numbers of the templates of disposables, in order.
    let templates: [Int]
    /// For each domain the place of its template in ``templates``, when it is one.
    let templateNumbers: [Int?]
    /// For each template the domain that stands for its disposables.
    let standIns: [Int]
    /// For each template the domain that stands for its other disposables when one of them calls.
    let others: [Int]
    /// For each domain that is a stand-in of either sort, the place of its template in ``templates``.
    let standInTemplates: [Int?]

    /// The number of domains, stand-ins among them.
    var domainCount: Int { world.domains.count }
    /// The number of places.
    var placeCount: Int { domainCount + templates.count }

    init(_ original: World) {
        var domains = original.domains
        for index in domains.indices { domains[index].powerState = "Running" }
        let templates = domains.filter(\.isDisposableTemplate)
        var names = Set(domains.map(\.name))
        var callers: [String] = []
        var called: [String] = []
        for (number, template) in templates.enumerated() {
            callers.append(Self.freeName("disposable of ", template.name, number, &names))
            called.append(Self.freeName("other disposable of ", template.name, number, &names))
        }
        for (names, template) in zip(zip(callers, called), templates) {
            domains.append(Self.standIn(names.0, for: template))
            domains.append(Self.standIn(names.1, for: template))
        }
        world = World(domains)
        let world = world
        let numbers = templates.compactMap { world.index(named: $0.name) }
        standIns = callers.compactMap { world.index(named: $0) }
        others = called.compactMap { world.index(named: $0) }
        var templateNumbers = [Int?](repeating: nil, count: world.domains.count)
        var standInTemplates = templateNumbers
        for (number, index) in numbers.enumerated() {
            templateNumbers[index] = number
            standInTemplates[standIns[number]] = number
            standInTemplates[others[number]] = number
        }
        self.templates = numbers
        self.templateNumbers = templateNumbers
        self.standInTemplates = standInTemplates
    }

    /// The place that a destination is; nil when nothing is there.
    ///
    /// - Parameters:
    ///   - destination: Where a call goes.
    ///   - source: The domain that calls.
    /// - Returns: The place.
    func place(of destination: Destination, from source: Int) -> Int? {
        switch destination {
        case .adminVM: world.adminIndex
        case .domain(let index, _): index
        case .disposable: world.defaultTemplate(of: source).flatMap { disposable(of: $0) }
        case .disposableOf(let index, _): disposable(of: index)
        case .unspecified, .disposableOfMissingDefault, .unknown: nil
        }
    }

    /// The destination that a place is.
    func destination(of place: Int) -> Destination {
        place < domainCount ? .domain(place) : .disposableOf(templates[place - domainCount])
    }

    /// How a caller asks for a place.
    func text(of place: Int) -> String {
        guard place >= domainCount else { return world.domains[place].name }
        return "@dispvm:" + world.domains[templates[place - domainCount]].name
    }

    private func disposable(of index: Int) -> Int? { templateNumbers[index].map { domainCount + $0 } }

    private static func freeName(_ prefix: String, _ template: String, _ number: Int, _ names: inout Set<String>)
        -> String
    {
        var name = prefix + template
        if name.utf8.count > RequestLimits.nameBytes { name = prefix + "#\(number)" }
        while !names.insert(name).inserted { name += "'" }
        return name
    }

    private static func standIn(_ name: String, for template: Domain) -> Domain {
        var domain = Domain(name: name, uuid: name, type: "DispVM")
        domain.tags = template.tags
        domain.defaultDisposable = template.defaultDisposable
        domain.powerState = "Running"
        domain.label = template.label
        domain.netvm = template.netvm
        domain.template = template.name
        domain.guivm = template.guivm
        domain.audiovm = template.audiovm
        return domain
    }
}
