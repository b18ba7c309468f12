using System.Net;
using Workflow.Scorer.Tests.TestData;

namespace Workflow.Scorer.Tests.Thrift;

public sealed class ScoringThriftTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    [Fact]
    public async Task Get_Pipeline_AnswersItsColumnsAndTheService()
    {
        HttpResponseMessage response = await shared.Scorer.GetAsync("scoring.thrift");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        string text = await Answers.TextAsync(response);
        Assert.StartsWith(
            $$"""
            // sample {{shared.Pipeline.ModelId}}

            namespace * h2oai_scoring

            // A field that is not set is a missing value.
            struct Row {
              1: optional double temperature, // temperature, °C
              2: optional double pressure, // pressure
              3: optional string mode, // mode
            }

            """,
            text,
            StringComparison.Ordinal);
        foreach (string method in (string[])["list<double> score", "list<list<double>> score_batch", "list<string> get_target_labels", "string get_hash", "list<string> get_column_names", "list<string> get_transformed_column_names", "Envelope get_envelope"])
        {
            Assert.Contains($"\n  {method}(", text, StringComparison.Ordinal);
        }

        // As Driverless AI numbers them: clients that were generated from its file send these.
        Assert.Contains("(1: required Row row, 2: bool output_margin = false, 3: bool pred_contribs = false)", text, StringComparison.Ordinal);
        Assert.Contains("(1: required list<Row> rows, 2: bool output_margin = false, 3: bool pred_contribs = false)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_NoProvenPipeline_Answers503()
    {
        await using RunningScorer scorer = await RunningScorer.StartUnreadableAsync(null);
        await Answers.ProblemAsync(await scorer.GetAsync("scoring.thrift"), HttpStatusCode.ServiceUnavailable);
    }
}
