/// What some revisions of a core do wrong, and what is done about it.
struct CoreErratum {
    enum Effect: Hashable {
        /// A step with C_MASKINTS set enters an exception that was pending: it is run on to where
        /// it should have ended.
        case stepEntersPendingException
        /// A breakpoint and an exception at once halt the core at the exception's handler: where
        /// no breakpoint is, it is let go.
        case haltsAtWrongAddress
    }

    /// Arm's number for it.
    var number: Int
    var part: CPUID.Part
    /// By variant and revision: `rXpY`.
    var revisions: ClosedRange<Revision>
    var effect: Effect

    struct Revision: Comparable {
        var variant: Int
        var revision: Int

        init(_ variant: Int, _ revision: Int) {
            self.variant = variant
            self.revision = revision
        }

        static func < (left: Self, right: Self) -> Bool {
            (left.variant, left.revision) < (right.variant, right.revision)
        }
    }

    /// "Cortex-M7 (AT610) and Cortex-M7 with FPU (AT611) Software Developer Errata Notice".
    static let all = [
        CoreErratum(
            number: 702_596, part: .cortexM7, revisions: Revision(0, 0)...Revision(0, 1),
            effect: .stepEntersPendingException),
        CoreErratum(
            number: 3_092_511, part: .cortexM7, revisions: Revision(0, 0)...Revision(15, 15),
            effect: .haltsAtWrongAddress),
    ]
}

extension CPUID {
    /// The erratum with this effect that this core has.
    func erratum(_ effect: CoreErratum.Effect) -> CoreErratum? {
        CoreErratum.all.first {
            $0.effect == effect && $0.part == part
                && $0.revisions.contains(CoreErratum.Revision(variant, revision))
        }
    }
}
