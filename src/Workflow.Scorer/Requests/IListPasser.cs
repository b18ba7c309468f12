namespace Workflow.Scorer.Requests;

/// <summary>Passes over lists that are members of an object, in a shorter way than the framework's reader, and may keep what is in them.</summary>
internal interface IListPasser
{
    /// <summary>Passes over a list.</summary>
    /// <param name="member">Whose value it may be: the index of the member's name.</param>
    /// <param name="json">What should be JSON from there on, UTF-8.</param>
    /// <returns>Its length in bytes; 0 where the text begins with something else, or with a list that is not passed over. What is passed over is JSON.</returns>
    int Pass(int member, ReadOnlySpan<byte> json);
}
