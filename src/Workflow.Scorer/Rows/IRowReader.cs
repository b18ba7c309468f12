using Workflow.Scorer.Requests;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Rows;

/// <summary>Rows of cells that come block by block, from whatever form a request has.</summary>
internal interface IRowReader
{
    /// <summary>Reads the next rows.</summary>
    /// <param name="cells">Receives the cells row by row; its length is that of whole rows.</param>
    /// <param name="errors">Receives what is wrong; reading ends where there are <see cref="RequestException.MostErrors"/> or more.</param>
    /// <returns>The number of rows; fewer than there is room for at the end.</returns>
    int Read(Span<double> cells, List<RecordError> errors);
}
