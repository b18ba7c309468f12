namespace Workflow.Scoring.Format.Reading;

/// <summary>The members of a kind of object, by their exact names.</summary>
/// <param name="required">Those that must stand in every such object.</param>
/// <param name="optional">Those that may be left out.</param>
internal sealed class MemberNames(string[] required, params string[] optional)
{
    private readonly string[] _all = [.. required, .. optional];

    /// <summary>A bit for each required member, at its place.</summary>
    public uint Required { get; } = (1u << required.Length) - 1;

    /// <summary>Place of a member; -1 where there is none of that name.</summary>
    public int IndexOf(string name) => Array.IndexOf(_all, name);

    /// <summary>Names of the members whose bits are set.</summary>
    public string Of(uint bits) => string.Join(", ", _all.Where((_, i) => (bits & (1u << i)) != 0));

    /// <summary>Names of all members.</summary>
    public override string ToString() => string.Join(", ", _all);
}
