namespace Workflow.Scorer.Grpc;

/// <summary>What the values of a tensor are.</summary>
internal enum TensorKind
{
    /// <summary>Whole numbers with a sign.</summary>
    Signed,

    /// <summary>Whole numbers without one; truth values are 1 and 0.</summary>
    Unsigned,

    /// <summary>Numbers in half, single or double precision.</summary>
    Float,

    /// <summary>Texts.</summary>
    Text,
}
