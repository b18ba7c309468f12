using System.Text;
using Workflow.Scorer.Streams;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Files;

namespace Workflow.Scorer.Tests.Streams;

/// <summary>Rows from standard input are answered as a server answers them, byte by byte.</summary>
public sealed class StandardScoringTests(EnvelopedScorer shared) : IClassFixture<EnvelopedScorer>
{
    private const string Csv = "cycle,temperature,pressure,mode\n7,1,2,eco\n8,-30,,full\n";

    public static TheoryData<string, string, string> Rows => new()
    {
        { "Csv", "text/csv", Csv },
        { "TabSeparated", "text/tab-separated-values", Csv.Replace(',', '\t') },
        { "JsonLines", "application/x-ndjson", "{\"cycle\":7,\"temperature\":1,\"mode\":\"eco\"}\n{\"cycle\":8,\"temperature\":-30}\n" },
        { "Csv", "text/csv", "temperature,cycle\n" },
        { "Csv", "text/csv", $"temperature,cycle\n{string.Concat(Enumerable.Range(0, 5_000).Select(i => $"{i % 7},{i}\n"))}" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Run_Rows_AnswersWhatAServerDoes(string format, string type, string rows)
    {
        using var content = new StringContent(rows, new System.Net.Http.Headers.MediaTypeHeaderValue(type));
        string expected = await Answers.TextAsync(await shared.Scorer.PostAsync("model/score?includeFieldsInOutput=cycle", content));
        (int code, string output, string error) = await RunAsync(rows, Enum.Parse<BodyFormat>(format), "cycle");
        Assert.Equal((0, expected, string.Empty), (code, output, error));
    }

    [Theory]
    [InlineData("temperature,mode\n1,eco\n,eco\nx,eco\n", "row 1, column temperature: is missing, and the model was trained without missing values in this column\nrow 2, column temperature: 'x' is not a number\n")]
    [InlineData("pressure\n1\n", "column temperature: missing in the header, the first line\n")]
    public async Task Run_AWrongRow_SaysWhichAndEndsWith1(string rows, string expected)
    {
        (int code, string output, string error) = await RunAsync(rows, BodyFormat.Csv);
        Assert.Equal((1, string.Empty, expected), (code, output, error));
    }

    [Fact]
    public async Task Run_NoProvenPipeline_SaysWhyAndEndsWith1()
    {
        var (output, error) = (new MemoryStream(), new StringWriter());
        Assert.Equal(1, await StandardScoring.RunAsync(new ScorerOptions { Pipeline = "/nowhere/a.pipeline" }, BodyFormat.Csv, Stream.Null, output, error));
        Assert.StartsWith("not ready: /nowhere/a.pipeline: ", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, output.Length);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string rows, BodyFormat format, params string[] kept)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.pipeline");
        await File.WriteAllBytesAsync(file, Workflow.Testing.Scoring.SamplePipelines.Enveloped().ToZip().ToBytes(), TestContext.Current.CancellationToken);
        var output = new MemoryStream();
        var error = new StringWriter();
        int code = await StandardScoring.RunAsync(new ScorerOptions { Pipeline = file, Kept = kept }, format, new MemoryStream(Encoding.UTF8.GetBytes(rows)), output, error);
        return (code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
