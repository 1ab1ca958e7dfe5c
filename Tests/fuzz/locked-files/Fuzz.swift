import Machines
import Policy
import PolicyFiles

/// Reads bytes as each file of the locked layer: nothing crashes, there is one way to write each, and no signature but the
/// one that was made is a good one.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLockedFiles(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    if let signature = taken({ () throws(Problem) in try LockedSignature(file: bytes, path: "05-locked.sig") }) {
        precondition(Array(signature.fileText.utf8) == bytes, "two ways to write a signature")
    }
    if let key = taken({ () throws(Problem) in try LockedPublicKey(file: bytes, path: "key.pub") }) {
        let again = taken { () throws(Problem) in try LockedPublicKey(file: Array(key.fileText.utf8), path: "key.pub") }
        precondition(again == key, "written, it is another key")
    }
    _ = taken { () throws(Problem) in try LockedPrivateKey(file: bytes, path: "key") }
    let files = [LockedLayer.files[0]: [UInt8](), LockedLayer.signaturePath: bytes]
    let tree = PolicyTree(Dictionary(uniqueKeysWithValues: files.map { ("config/" + $0, $1) }), directories: [])
    switch LockedLayer.check(directory: "config", provider: tree, key: .success(key), highestVersion: 0) {
    case .none: preconditionFailure("a key is set, and no layer is asked for")
    case .refused(let problems): for problem in problems { check(problem) }
    case .verified(let version): precondition(version == 7 && bytes == signature, "a signature that nobody made")
    }
    return 0
}

private func taken<Value>(_ read: () throws(Problem) -> Value) -> Value? {
    do throws(Problem) {
        return try read()
    } catch {
        check(error)
        return nil
    }
}

private func check(_ problem: Problem) {
    precondition(problem.line >= 1, "a problem without a line")
    let isSafe = problem.description.unicodeScalars.allSatisfy { scalar in
        scalar.value >= 0x20 && !(0x7f...0x9f).contains(scalar.value)
    }
    precondition(isSafe, "an unsafe message")
}

private let privateKey: LockedPrivateKey = {
    let text = LockedPrivateKey.word + " " + String(repeating: "07", count: 32) + "\n"
    guard let key = taken({ () throws(Problem) in try LockedPrivateKey(file: Array(text.utf8), path: "key") }) else {
        preconditionFailure("the key is none")
    }
    return key
}()

private let key = privateKey.publicKey

/// The only good signature of a layer with one empty file.
private let signature: [UInt8] = {
    let statement = LockedLayer.statement(version: 7, contents: [[], nil, nil])
    guard let signed = privateKey.sign(statement) else { preconditionFailure("nothing is signed") }
    return Array(signed.fileText.utf8)
}()
