import FlowAnalysis
import Policy
import Testing

@Suite struct PathTests {
    private let open = "app.Edit * @anyvm @dispvm allow\napp.Copy * @anyvm @anyvm ask\n"

    @Test func `an offline VM reaches the INTERNET through its default disposable`() throws {
        let graph = SmallSystem.graph(open)
        #expect(
            graph.way("vault", "INTERNET", .freeData)
                == "vault -[app.Edit allow]> @dispvm:dvm of vault -[netvm netvm]> sys-firewall -[netvm netvm]> sys-net "
                + "-[netvm netvm]> INTERNET")
        let path = try #require(graph.path(from: .domain("vault"), to: .internet, .freeData))
        let call = try #require(path.edges[0].call)
        #expect(call.request == PolicyRequest(service: "app.Edit", argument: "+", source: "vault", target: "@dispvm"))
        #expect(call.place == "policy.d/50-test.policy:1")
        #expect(graph.replay(path) == [])
    }

    @Test func `without a default disposable the vault is offline`() {
        let world = SmallSystem.world { if $0.name == "vault" { $0.defaultDisposable = nil } }
        let graph = SmallSystem.graph(open, world: world)
        #expect(graph.way("vault", "INTERNET", .freeData) == nil)
        #expect(graph.way("vault", "INTERNET", .data) == "vault -[app.Copy ask]> sys-net -[netvm netvm]> INTERNET")
    }

    @Test func `a disposable that has no network itself may cause one that has`() {
        let offline = SmallSystem.domain("offline-dvm") {
            $0.isDisposableTemplate = true
            $0.defaultDisposable = "dvm"
        }
        let world = SmallSystem.world([offline]) { if $0.name == "vault" { $0.defaultDisposable = "offline-dvm" } }
        #expect(
            SmallSystem.graph(open, world: world).way("vault", "INTERNET", .freeData)
                == "vault -[app.Edit allow]> @dispvm:offline-dvm of vault -[app.Edit allow]> @dispvm:dvm of vault "
                + "-[netvm netvm]> sys-firewall -[netvm netvm]> sys-net -[netvm netvm]> INTERNET")
    }

    @Test func `what one VM gives its disposable does not come out of another VM's disposable`() {
        let graph = SmallSystem.graph("app.Edit * @anyvm @dispvm allow")
        let search = FlowSearch(graph, .data)
        let seen = search.reachable(from: .domain("vault"))
            .filter { if case .disposable = $0.node { true } else { false } }.map(\.node.name)
        #expect(seen == ["@dispvm:dvm of vault"])
        #expect(graph.way("personal", "vault", .data) == nil)
    }

    @Test func `a running disposable can be called by name where the policy lets it`() {
        let graph = SmallSystem.graph("app.Edit * vault @dispvm allow\napp.Copy * work @type:DispVM allow")
        #expect(graph.way("work", "@dispvm:dvm of vault") == "work -[app.Copy allow]> @dispvm:dvm of vault")
        #expect(graph.way("work", "vault") == "work -[app.Copy allow]> @dispvm:dvm of vault -[app.Edit allow]> vault")
    }

    @Test func `disposables of one template can call each other where the policy lets them`() throws {
        let graph = SmallSystem.graph(
            "app.Edit * vault @dispvm allow\napp.Start * work @dispvm allow\napp.Copy * @type:DispVM @type:DispVM allow"
        )
        let path = try #require(
            graph.path(from: graph.nodes(named: "@dispvm:dvm of vault"), to: graph.nodes(named: "@dispvm:dvm of work")))
        #expect(path.edges.map { $0.call?.service } == ["app.Copy"])
        #expect(graph.replay(path) == [])
    }

    @Test func `believed services move data only their way`() {
        let graph = SmallSystem.graph("app.Fetch * work vault allow\napp.Start * personal vault allow")
        #expect(graph.way("vault", "work", .data) == "vault -[app.Fetch allow]> work")
        #expect(graph.way("work", "vault", .data) == nil)
        #expect(graph.way("personal", "vault", .data) == nil)
        #expect(graph.way("personal", "vault") == "personal -[app.Start allow]> vault")
    }

    @Test func `hostile ends use a connection both ways unless the rule is one-way`() {
        let policy = "app.Fetch * work vault allow\napp.Copy * work personal allow oneway=yes"
        let graph = SmallSystem.graph(policy, options: FlowOptions(mode: .hostile))
        #expect(graph.way("work", "vault", .data) == "work -[app.Fetch allow]> vault")
        #expect(graph.edges(from: .domain("personal"), to: .domain("work")) == [])
        #expect(graph.edges(from: .domain("work"), to: .domain("personal")).count == 1)
    }

    @Test func `a rule that lets nothing back ends what a service would answer`() {
        let graph = SmallSystem.graph("app.Edit * work vault allow oneway=yes")
        #expect(graph.way("work", "vault", .data) != nil)
        #expect(graph.way("vault", "work", .data) == nil)
    }

    @Test func `believed netvms keep their clients apart and hostile ones do not`() {
        #expect(SmallSystem.graph("").way("work", "personal") == nil)
        #expect(
            SmallSystem.graph("", options: FlowOptions(mode: .hostile)).way("work", "personal")
                == "work -[netvm netvm]> sys-firewall -[inbound inbound]> personal")
    }

    @Test func `what a netvm routes it does not call about`() {
        let policy = "app.Copy * sys-firewall vault allow"
        #expect(SmallSystem.graph(policy).way("work", "vault") == nil)
        #expect(SmallSystem.graph(policy).way("work", "sys-firewall") == "work -[netvm netvm]> sys-firewall")
        #expect(
            SmallSystem.graph("app.Copy * work sys-firewall allow\n" + policy).way("work", "vault")
                == "work -[app.Copy allow]> sys-firewall -[app.Copy allow]> vault")
    }

    @Test func `the administrative domain, the INTERNET and trusted VMs pass nothing on`() {
        let policy =
            "app.Copy * work @adminvm allow\napp.Copy * dom0 vault allow\napp.Copy * work personal allow\n"
            + "app.Copy * personal vault allow"
        #expect(SmallSystem.graph(policy).way("work", "vault")?.contains("personal") == true)
        var options = FlowOptions()
        options.trusted = [.domain("personal")]
        let graph = SmallSystem.graph(policy, options: options)
        #expect(graph.way("work", "vault") == nil)
        #expect(graph.way("work", "dom0") == "work -[app.Copy allow]> dom0")
        #expect(graph.way("personal", "vault") == "personal -[app.Copy allow]> vault")
    }

    @Test func `a service that nobody described is taken to do everything`() throws {
        let graph = SmallSystem.graph("new.Thing * work vault allow")
        #expect(graph.way("work", "vault", .control) == "work -[new.Thing allow]> vault")
        let path = try #require(graph.path(from: .domain("vault"), to: .domain("work"), .data))
        #expect(path.unknownServices == ["new.Thing"])
    }

    @Test func `a rule for all services is one for a service that nobody described`() throws {
        let graph = SmallSystem.graph("app.Copy * work vault deny\n* * work vault allow")
        let path = try #require(graph.path(from: .domain("work"), to: .domain("vault"), .control))
        #expect(path.edges[0].call?.assumption.isUnknown == true)
        #expect(path.edges[0].call?.rule == 1)
        #expect(graph.replay(path) == [])
    }

    @Test func `arguments that a rule or the map names are asked about one by one`() throws {
        let map = ServiceMap([
            SmallSystem.entry("app.Open", .forward), SmallSystem.entry("app.Open+shell", .both, .full),
        ])
        let graph = SmallSystem.graph("app.Open +no work vault deny\napp.Open * work vault allow", services: map)
        let edges = graph.edges(from: .domain("work"), to: .domain("vault"))
        #expect(edges.map { $0.call?.request.argument } == ["+", "+shell"])
        #expect(graph.way("work", "vault", .control) != nil)
        let only = SmallSystem.graph("app.Open +yes work vault allow", services: map)
        #expect(only.edges(from: .domain("work"), to: .domain("vault")).map { $0.call?.request.argument } == ["+yes"])
    }

    @Test func `a prompt leads to all that it offers and a redirect only where it says`() throws {
        let graph = SmallSystem.graph("app.Copy * work @default ask target=vault\napp.Edit * work @anyvm ask")
        let edges = graph.edges(from: .domain("work"), to: .domain("vault"))
        #expect(edges.map { $0.call?.request.target } == ["@default", "vault"])
        #expect(graph.edges(from: .domain("work"), to: .domain("personal")).count == 1)
        #expect(edges.flatMap { graph.replay(FlowPath(edges: [$0])) } == [])
    }

    @Test func `a call of the admin API reaches the VM that it is about`() throws {
        let map = ServiceMap([SmallSystem.entry("admin.vm.*", .forward, .full, group: .admin)])
        let graph = SmallSystem.graph("admin.vm.Change * work vault allow target=dom0", services: map)
        let path = try #require(graph.path(from: .domain("work"), to: .domain("vault"), .control))
        #expect(path.edges[0].call?.request.target == "vault")
        #expect(path.edges[0].call?.reached == .domain(graph.policy.world.adminIndex))
        #expect(graph.replay(path) == [])
        #expect(graph.way("work", "dom0", .control) == "work -[admin.vm.Change allow]> dom0")
        #expect(graph.way("work", "personal", .control) == nil)
    }

    @Test func `templates, GUI VMs, relays and attachments are ways too`() {
        let world = SmallSystem.world([
            SmallSystem.domain("debian", type: "TemplateVM"), SmallSystem.domain("sys-gui"),
            SmallSystem.domain("far", type: "RemoteVM") { $0.relay = "work" },
        ]) {
            if $0.name == "vault" { ($0.template, $0.guivm) = ("debian", "sys-gui") }
            if $0.name == "dvm" { $0.template = "debian" }
        }
        var options = FlowOptions()
        options.attachments = [
            FlowAttachment(source: .device("mic"), target: .domain("vault"), kind: .device),
            FlowAttachment(source: .domain("vault"), target: .device("disk"), kind: .device),
        ]
        let graph = SmallSystem.graph("app.Edit * vault @dispvm allow", world: world, options: options)
        #expect(graph.way("debian", "vault", .control) == "debian -[template template]> vault")
        #expect(graph.way("debian", "@dispvm:dvm") == "debian -[template template]> @dispvm:dvm of vault")
        #expect(graph.way("dvm", "@dispvm:dvm") == "dvm -[dispvm-template dispvm-template]> @dispvm:dvm of vault")
        #expect(graph.way("vault", "sys-gui", .data) == "vault -[guivm guivm]> sys-gui")
        #expect(graph.way("sys-gui", "vault", .control) == "sys-gui -[guivm guivm]> vault")
        #expect(graph.way("far", "work") == "far -[relay relay]> work")
        #expect(
            graph.way("device:mic", "device:disk") == "device:mic -[device device]> vault -[device device]> device:disk"
        )
    }

    @Test func `a netvm counts only where the policy gives it, when the policy decides that`() {
        var options = FlowOptions()
        options.decidesNetwork = true
        #expect(SmallSystem.graph("", options: options).way("work", "sys-firewall") == nil)
        let graph = SmallSystem.graph("bulkhead.Network * work sys-firewall allow", options: options)
        #expect(graph.way("work", "sys-firewall") == "work -[bulkhead.Network netvm]> sys-firewall")
        #expect(graph.way("personal", "sys-firewall") == nil)
        #expect(graph.edges(from: .domain("work"), to: .domain("sys-firewall")).map(\.kind) == [.network])
    }

    @Test func `questions can leave out nodes, prompts, small channels and permitted exceptions`() {
        let graph = SmallSystem.graph(
            "app.Notice * work vault allow\napp.Copy * work personal allow\napp.Copy * personal vault allow")
        var query = FlowQuery()
        #expect(graph.way("work", "vault", query) == "work -[app.Notice allow]> vault")
        query.bandwidth = .high
        #expect(graph.way("work", "vault", query)?.contains("personal") == true)
        var without = query
        without.excluded = [.domain("personal")]
        #expect(graph.way("work", "vault", without) == nil)
        query.downgraders = [Downgrader(service: "app.Copy", by: .machine("personal"), reason: "checked there")]
        #expect(graph.way("work", "vault", query) == nil)
        #expect(graph.way("work", "personal", query) != nil)
    }

    @Test func `words for nodes`() {
        let graph = SmallSystem.graph("app.Edit * @anyvm @dispvm allow")
        #expect(graph.nodes(named: "vault") == [.domain("vault")])
        #expect(graph.nodes(named: "@adminvm") == [.domain("dom0")])
        #expect(graph.nodes(named: "INTERNET") == [.internet])
        #expect(graph.nodes(named: "@type:DispVM").count == 3)
        #expect(graph.nodes(named: "@dispvm:dvm").count == 3)
        #expect(graph.nodes(named: "@dispvm:dvm of work") == [.disposable(template: "dvm", creator: "work")])
        #expect(graph.nodes(named: "wrok") == [])
    }
}
