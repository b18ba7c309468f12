namespace Workflow.Scorer.Requests;

/// <summary>Passes over the list of fields that was read last: its grammar is known.</summary>
/// <param name="reader">Remembers the list.</param>
/// <param name="fieldsMember">Index of the member that holds the fields.</param>
internal class FieldsPasser(FieldsReader reader, int fieldsMember) : IListPasser
{
    /// <summary>What the fields are; null where another list came, or none yet.</summary>
    protected RequestFields? Fields { get; private set; }

    /// <inheritdoc/>
    public virtual int Pass(int member, ReadOnlySpan<byte> json)
    {
        if (member != fieldsMember || reader.Recall(json) is not { } known) return 0;
        Fields = known.Fields;
        return known.Length;
    }
}
