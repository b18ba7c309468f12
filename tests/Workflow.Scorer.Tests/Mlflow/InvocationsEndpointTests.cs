using System.Globalization;
using System.Net;
using System.Text.Json;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scoring.Schema;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Mlflow;

/// <summary>What clients of MLflow's scoring server send and read.</summary>
public sealed class InvocationsEndpointTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    [Theory]
    [InlineData("""{"dataframe_split":{"columns":["mode","temperature","x","pressure"],"index":[7,8],"data":[["eco",1.5,null,2.25],["full","-3",[],null]]}}""")]
    [InlineData("""{"dataframe_split":{"data":[[1.5,2.25,"eco"],[-3,null,"full"]]}}""")]
    [InlineData("""{"dataframe_records":[{"temperature":1.5,"pressure":2.25,"mode":"eco"},{"mode":"full","temperature":"-3","x":1}]}""")]
    [InlineData("""{"instances":[{"temperature":1.5,"pressure":2.25,"mode":"eco"},{"mode":"full","temperature":-3}]}""")]
    [InlineData("""{"instances":[[1.5,2.25,"eco"],[-3,null,"full"]],"params":null}""")]
    [InlineData("""{"inputs":[[1.5,2.25,"eco"],[-3,null,"full"]],"signature_name":"any"}""")]
    [InlineData("""{"inputs":[{"temperature":1.5,"pressure":2.25,"mode":"eco"},{"mode":"full","temperature":-3}]}""")]
    [InlineData("""{"inputs":{"mode":["eco","full"],"x":{},"temperature":[1.5,-3],"pressure":[2.25,null]}}""")]
    public async Task Invocations_EveryForm_AnswersTheSame(string body)
    {
        JsonElement answer = await InvokeAsync(shared.Scorer, body);
        Assert.Equal(["predictions"], answer.EnumerateObject().Select(member => member.Name));
        JsonElement[] rows = [.. answer.GetProperty("predictions").EnumerateArray()];
        Assert.Equal(2, rows.Length);
        AssertRow(rows[0], "1.5", "2.25", "eco");
        AssertRow(rows[1], "-3", null, "full");
    }

    [Theory]
    [InlineData("""{"dataframe_split":{"columns":["temperature","mode"],"data":[]}}""")]
    [InlineData("""{"dataframe_records":[]}""")]
    [InlineData("""{"instances":[]}""")]
    [InlineData("""{"inputs":{"temperature":[],"mode":[]}}""")]
    public async Task Invocations_NoRows_AnswersNoPredictions(string body) =>
        Assert.Equal(0, (await InvokeAsync(shared.Scorer, body)).GetProperty("predictions").GetArrayLength());

    [Theory]
    [InlineData(681)]
    [InlineData(682)]
    [InlineData(3_000)]
    public async Task Invocations_ManyRowsInEveryForm_AnswersEachInItsPlace(int count)
    {
        IEnumerable<int> rows = Enumerable.Range(0, count);
        string columns = $$"""{"inputs":{"temperature":[{{string.Join(',', rows.Select(i => i % 11))}}],"mode":[{{string.Join(',', rows.Select(_ => "\"eco\""))}}]""" + "}}";
        string lists = $$"""{"instances":[{{string.Join(',', rows.Select(i => $"[{i % 11},null,\"eco\"]"))}}]}""";
        string records = $$"""{"dataframe_records":[{{string.Join(',', rows.Select(i => $"{{\"temperature\":{i % 11},\"mode\":\"eco\"}}"))}}]}""";
        string expected = (await InvokeAsync(shared.Scorer, lists)).GetRawText();
        Assert.Equal(count, JsonElement.Parse(expected).GetProperty("predictions").GetArrayLength());
        AssertRow(JsonElement.Parse(expected).GetProperty("predictions")[count - 1], $"{(count - 1) % 11}", null, "eco");
        Assert.Equal(expected, (await InvokeAsync(shared.Scorer, columns)).GetRawText());
        Assert.Equal(expected, (await InvokeAsync(shared.Scorer, records)).GetRawText());
    }

    [Theory]
    [InlineData("""{}""", "one of them")]
    [InlineData("""{"instances":[],"inputs":[]}""", "one of them")]
    [InlineData("""{"rows":[]}""", "unknown member \"rows\"")]
    [InlineData("""{"instances":[],"params":{"a":1}}""", "has no parameters")]
    [InlineData("""{"instances":null}""", "\"instances\" is null")]
    [InlineData("""{"instances":5}""", "\"instances\" must be a list of rows")]
    [InlineData("""{"instances":[5]}""", "a row must be an object")]
    [InlineData("""{"instances":[[1,2,"eco"],{"temperature":1}]}""", "row 1: a row must be a list of cells")]
    [InlineData("""{"instances":[[1,2]]}""", "row 0: 2 cells for 3 fields")]
    [InlineData("""{"dataframe_records":[{"temperature":1,"mode":"eco"},{"mode":"eco"}]}""", "row 1, column temperature: is missing")]
    [InlineData("""{"dataframe_split":{"columns":["mode"],"data":[]}}""", "column temperature: missing in \"columns\"")]
    [InlineData("""{"dataframe_split":{"columns":["mode","mode"],"data":[]}}""", "column \"mode\" stands twice")]
    [InlineData("""{"dataframe_split":{"columns":["mode"]}}""", "\"data\" is missing")]
    [InlineData("""{"dataframe_split":[]}""", "\"dataframe_split\": an object")]
    [InlineData("""{"inputs":{"temperature":[1,2],"mode":["eco"]}}""", "column mode: has 1 cells, temperature has more")]
    [InlineData("""{"inputs":{"temperature":[1,"warm"],"mode":["eco","eco"]}}""", "row 1, column temperature: ")]
    [InlineData("""{"inputs":{"temperature":1,"mode":["eco"]}}""", "column temperature: must be a list of cells")]
    [InlineData("""{"inputs":{"temperature":[1],"temperature":[1],"mode":["eco"]}}""", "column temperature: stands twice")]
    [InlineData("""{"inputs":{"mode":["eco"]}}""", "column temperature: is missing")]
    [InlineData("a,b\n1,2\n", "not JSON: ")]
    public async Task Invocations_ThatCannotBeAnswered_SayWhy(string body, string reason)
    {
        Problem problem = await Answers.ProblemAsync(await shared.Scorer.PostAsync("invocations", body), HttpStatusCode.BadRequest);
        Assert.Contains(reason, problem.Detail, StringComparison.Ordinal);
    }

    // Longer than a block, and not a multiple of it.
    [Theory]
    [InlineData(682, 683)]
    [InlineData(1_364, 682)]
    public async Task Invocations_ColumnsThatEndInDifferentBlocks_AreRefused(int temperatures, int modes)
    {
        string body = $$"""{"inputs":{"temperature":[{{string.Join(',', Enumerable.Repeat(1, temperatures))}}],"mode":[{{string.Join(',', Enumerable.Repeat("\"eco\"", modes))}}]""" + "}}";
        Problem problem = await Answers.ProblemAsync(await shared.Scorer.PostAsync("invocations", body), HttpStatusCode.BadRequest);
        Assert.Contains(temperatures < modes ? $"column temperature: has {temperatures} cells" : $"column mode: has {modes} cells", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ping_Ready_AnswersABlankLineAndVersionTheModel()
    {
        Assert.Equal("\n", await Answers.TextAsync(await shared.Scorer.GetAsync("ping")));
        Assert.Equal($"{shared.Pipeline.Manifest.Name} {shared.Pipeline.ModelId}", await Answers.TextAsync(await shared.Scorer.GetAsync("version")));
    }

    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    public async Task Predict_OneObject_AnswersTheDecision(ModelTask task)
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Of(task).ToZip().ToBytes());
        JsonElement answer = JsonElement.Parse(await Answers.TextAsync(await scorer.PostAsync("predict", """{"temperature":1.5,"pressure":"2.25","mode":"eco","id":7}""")));
        double[] outputs = [.. Answers.Expected(scorer.Pipeline!, "1.5", "2.25", "eco").Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        int best = Array.IndexOf(outputs, outputs.Max());
        if (task == ModelTask.Regression)
        {
            Assert.Equal(outputs[0], answer.GetProperty("state").GetDouble());
        }
        else if (task == ModelTask.Binary)
        {
            Assert.Equal(["state_probability", "state"], answer.EnumerateObject().Select(member => member.Name));
            Assert.Equal(outputs[1], answer.GetProperty("state_probability").GetDouble());
            Assert.Equal(outputs[1] >= (scorer.Pipeline!.Manifest.Threshold ?? 0.5), answer.GetProperty("state").GetBoolean());
        }
        else
        {
            Assert.Equal(scorer.Pipeline!.TargetLabels[best], answer.GetProperty("state").GetString());
            Assert.Equal(outputs[best], answer.GetProperty("state_probability").GetDouble());
            Assert.Equal(outputs, scorer.Pipeline.OutputColumns.Select(name => answer.GetProperty(name).GetDouble()));
        }
    }

    [Theory]
    [InlineData("[]", "a JSON object of cells under the names of their columns is expected")]
    [InlineData("""{"temperature":1}{}""", "not JSON: ")]
    [InlineData("""{"mode":"eco"}""", "column temperature: is missing")]
    [InlineData("""{"temperature":true,"mode":"eco"}""", "column temperature: is neither a number nor a text")]
    public async Task Predict_ThatCannotBeAnswered_SaysWhy(string body, string reason)
    {
        Problem problem = await Answers.ProblemAsync(await shared.Scorer.PostAsync("predict", body), HttpStatusCode.BadRequest);
        Assert.Contains(reason, problem.Detail, StringComparison.Ordinal);
    }

    private void AssertRow(JsonElement row, params string?[] cells)
    {
        double[] outputs = [.. Answers.Expected(shared.Pipeline, cells).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        Assert.Equal(["state", .. shared.Pipeline.OutputColumns], row.EnumerateObject().Select(member => member.Name));
        Assert.Equal(shared.Pipeline.TargetLabels[Array.IndexOf(outputs, outputs.Max())], row.GetProperty("state").GetString());
        Assert.Equal(outputs, shared.Pipeline.OutputColumns.Select(name => row.GetProperty(name).GetDouble()));
    }

    private static async Task<JsonElement> InvokeAsync(RunningScorer scorer, string body) => await Answers.JsonAsync(await scorer.PostAsync("invocations", body));
}
