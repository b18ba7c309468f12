namespace Workflow.Scoring.Models;

/// <summary>Adds up the leaves in which rows end.</summary>
internal interface ILeafSums
{
    /// <summary>Adds the leaves of consecutive trees; a row's trees come in stored order.</summary>
    /// <param name="row">Index of the row.</param>
    /// <param name="tree">Index of the first of the trees.</param>
    /// <param name="leaves">Index, within the nodes of all trees, of each tree's leaf.</param>
    void Add(int row, int tree, scoped ReadOnlySpan<int> leaves);
}
