/// A request whose names have been looked up, before any rule is asked.
struct ResolvedRequest {
    /// Who calls.
    var caller: Caller
    /// Who is called.
    var intended: Destination

    /// Looks up who calls and who is called.
    ///
    /// - Parameters:
    ///   - request: What somebody asks for.
    ///   - world: The domains that there are.
    ///   - mode: In strict mode a source that does not exist may call nobody.
    /// - Throws: The denial that needs no rule.
    init(_ request: PolicyRequest, in world: World, mode: PolicyMode) throws(RequestDenial) {
        guard request.service.utf8.count <= RequestLimits.serviceBytes,
            request.argument.utf8.count <= RequestLimits.argumentBytes,
            request.source.utf8.count <= RequestLimits.nameBytes, request.target.utf8.count <= RequestLimits.targetBytes
        else { throw RequestDenial(kind: .tooLong) }
        intended = try Self.destination(request.target, in: world)
        if let remote = request.requestedSource {
            guard let number = world.index(of: remote) else { throw RequestDenial(kind: .requestedSourceUnknown) }
            let domain = world.domains[number]
            guard domain.type == "RemoteVM" else { throw RequestDenial(kind: .requestedSourceNotRemote) }
            guard let relay = domain.relay, world.isSame(relay, request.source, mode: mode) else {
                throw RequestDenial(kind: .requestedSourceNotRelay)
            }
            caller = Caller(index: number, text: remote)
        } else {
            caller = Caller(index: world.index(of: request.source), text: request.source)
        }
        if caller.index == nil, mode == .strict {
            throw RequestDenial(kind: .unknownSource, intended: intended, strict: .knownSourcesOnly)
        }
    }

    /// What a caller's target word means.
    private static func destination(_ word: String, in world: World) throws(RequestDenial) -> Destination {
        let utf8 = word.utf8
        guard let first = utf8.first else { return .unspecified }
        if first != UInt8(ascii: "@") {
            if utf8.count == 1, first == UInt8(ascii: "*") { throw RequestDenial(kind: .invalidTarget) }
            guard let number = world.index(of: word) else { return .unspecified }
            return .domain(number, byUUID: World.isUUID(word))
        }
        switch word {
        case "@default": return .unspecified
        case "@adminvm": return .adminVM
        case "@dispvm": return .disposable
        default: break
        }
        let prefix = "@dispvm:"
        guard word.hasPrefix(prefix), utf8.count > prefix.utf8.count,
            utf8[utf8.index(utf8.startIndex, offsetBy: prefix.utf8.count)] != UInt8(ascii: "@")
        else { throw RequestDenial(kind: .invalidTarget) }
        let name = String(word.dropFirst(prefix.count))
        guard let number = world.index(of: name), world.domains[number].isDisposableTemplate else {
            throw RequestDenial(kind: .notDisposableTemplate)
        }
        return .disposableOf(number, byUUID: World.isUUID(name))
    }
}
