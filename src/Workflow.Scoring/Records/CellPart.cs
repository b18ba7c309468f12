namespace Workflow.Scoring.Records;

/// <summary>Where in a cell a byte stands.</summary>
internal enum CellPart
{
    /// <summary>At its begin, where a quotation mark may stand.</summary>
    Begin,

    /// <summary>Between quotation marks.</summary>
    Quoted,

    /// <summary>Anywhere else.</summary>
    Plain,
}
