import Machines

/// Checks what definitions say about each other: names that are taken twice, unknown, unfit or cyclic.
struct ReferenceCheck {
    /// What is wrong.
    private(set) var problems: [Problem] = []

    private let files: [MachineName: MachineFile]
    private let imageTemplates: Set<String>
    /// What each key may name, in order; the answer to "expected".
    private let networkProviders: [String]
    private let rootTemplates: [String]
    private let disposableTemplates: [String]

    /// Checks some files against each other.
    ///
    /// - Parameters:
    ///   - files: The files in the order of their paths.
    ///   - imageTemplates: The names of the template images that the host has.
    init(_ files: [MachineFile], imageTemplates: [String]) {
        var byName: [MachineName: MachineFile] = [:]
        for file in files {
            guard let name = file.name else { continue }
            if let earlier = byName[name] {
                let other = earlier.path.sanitizedForDisplay(limit: 256)
                problems.append(
                    Problem(
                        file: file.path, position: .start, message: "the VM '\(name)' is already defined in \(other)",
                        expected: "one file for each name"))
            } else {
                byName[name] = file
            }
        }
        self.files = byName
        self.imageTemplates = Set(imageTemplates)
        let definitions = byName.values.compactMap(\.definition)
        networkProviders = definitions.filter(\.providesNetwork).map(\.name.text).sorted()
        disposableTemplates = definitions.filter(\.templateForDispvms).map(\.name.text).sorted()
        let templateMachines = definitions.filter { $0.machineClass == .templateVM }.map(\.name.text)
        rootTemplates = self.imageTemplates.union(templateMachines).sorted()
        for file in files {
            guard let definition = file.definition else { continue }
            checkNetvm(of: definition, in: file)
            checkTemplate(of: definition, in: file)
            checkDefaultDispvm(of: definition, in: file)
        }
        checkCycles(files)
    }

    private mutating func checkNetvm(of definition: MachineDefinition, in file: MachineFile) {
        guard let netvm = definition.netvm else { return }
        check(
            netvm, key: "netvm", in: file, candidates: networkProviders.filter { $0 != definition.name.text },
            isFit: { $0.providesNetwork },
            unfit: "the VM '\(netvm)' does not provide a network (provides_network = true)")
    }

    private mutating func checkTemplate(of definition: MachineDefinition, in file: MachineFile) {
        guard let machineClass = file.machineClass else { return }
        let candidates = machineClass == .dispVM ? disposableTemplates : rootTemplates
        guard let template = definition.template else {
            guard machineClass.needsTemplate, file.positions.entries[["template"]] == nil else { return }
            let message = "missing key 'template': class \(machineClass.rawValue) needs one"
            problems.append(
                Problem(
                    file: file.path, position: .start, message: message,
                    expected: Self.list(candidates)))
            return
        }
        if machineClass == .dispVM {
            check(
                template, key: "template", in: file, candidates: candidates,
                isFit: { $0.templateForDispvms },
                unfit: "the VM '\(template)' is no disposable template (template_for_dispvms = true)")
        } else if files[template] != nil || !imageTemplates.contains(template.text) {
            check(
                template, key: "template", in: file, candidates: candidates,
                isFit: { $0.machineClass == .templateVM }, unfit: "the VM '\(template)' is no TemplateVM",
                unknown: "unknown template '\(template)'")
        }
    }

    private mutating func checkDefaultDispvm(of definition: MachineDefinition, in file: MachineFile) {
        guard let dispvm = definition.defaultDispvm else { return }
        check(
            dispvm, key: "default_dispvm", in: file, candidates: disposableTemplates,
            isFit: { $0.templateForDispvms },
            unfit: "the VM '\(dispvm)' is no disposable template (template_for_dispvms = true)")
    }

    /// Checks that `name` is a VM, and one that is fit.
    private mutating func check(
        _ name: MachineName, key: String, in file: MachineFile, candidates: [String],
        isFit: (MachineDefinition) -> Bool, unfit: String, unknown: String? = nil
    ) {
        let message: String
        if let target = files[name] {
            // A file that could not be read has its own problem; nothing more can be said about it.
            guard let definition = target.definition, !isFit(definition) else { return }
            message = unfit
        } else {
            message = unknown ?? "unknown VM '\(name)'"
        }
        problems.append(
            Problem(
                file: file.path, position: file.positions.value([key]), message: message,
                expected: Self.list(candidates), suggestion: NearestWord.find(name.text, among: candidates)))
    }

    private mutating func checkCycles(_ files: [MachineFile]) {
        let graph = DependencyGraph(self.files.values.compactMap(\.definition))
        for (key, cycles) in [("netvm", graph.netvmCycles), ("template", graph.templateCycles)] {
            for cycle in cycles {
                guard let first = cycle.first, let file = self.files[first] else { continue }
                let path = (cycle + [first]).map(\.text).joined(separator: " -> ")
                problems.append(
                    Problem(
                        file: file.path, position: file.positions.value([key]), message: "cyclic \(key): \(path)",
                        expected: "a chain that ends"))
            }
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(12).map { $0.sanitizedForDisplay(limit: MachineName.maximumLength) }
        guard !shown.isEmpty else { return "the name of one, but there is none yet" }
        return "one of " + shown.joined(separator: ", ") + (names.count > shown.count ? ", ..." : "")
    }
}
