using System.Globalization;
using System.Net;
using System.Text.Json;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scoring.Schema;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Inference;

/// <summary>The Open Inference Protocol, version 2, over REST.</summary>
public sealed class InferenceEndpointsTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    private const string Two = """
        {"inputs":[
          {"name":"mode","shape":[2,1],"datatype":"BYTES","data":[["eco"],["full"]]},
          {"name":"other","shape":[7],"datatype":"FP32","data":[]},
          {"name":"temperature","shape":[2],"datatype":"FP64","data":[1.5,-3]},
          {"name":"pressure","shape":[2],"datatype":"FP64","parameters":{},"data":[2.25,null]}]}
        """;

    private string Model => $"v2/models/{shared.Pipeline.Manifest.Name}";

    [Theory]
    [InlineData(Two)]
    [InlineData("""{"inputs":[{"name":"all","shape":[2,3],"datatype":"BYTES","data":["1.5","2.25","eco","-3","","full"]}]}""")]
    [InlineData("""{"inputs":[{"name":"all","shape":[2,3],"datatype":"BYTES","data":[["1.5","2.25","eco"],["-3",null,"full"]]}]}""")]
    public async Task Infer_EveryForm_AnswersClassAndProbabilities(string body)
    {
        JsonElement answer = await InferAsync(body);
        Assert.Equal(["model_name", "model_version", "outputs"], answer.EnumerateObject().Select(member => member.Name));
        Assert.Equal(shared.Pipeline.ModelId, answer.GetProperty("model_version").GetGuid());
        double[][] expected = [Outputs("1.5", "2.25", "eco"), Outputs("-3", null, "full")];
        JsonElement[] outputs = [.. answer.GetProperty("outputs").EnumerateArray()];
        Assert.Equal(["state", .. shared.Pipeline.OutputColumns], outputs.Select(output => output.GetProperty("name").GetString()!));
        Assert.Equal(["BYTES", "FP64", "FP64", "FP64"], outputs.Select(output => output.GetProperty("datatype").GetString()!));
        Assert.All(outputs, output => Assert.Equal("[2]", output.GetProperty("shape").GetRawText()));
        Assert.Equal(expected.Select(own => shared.Pipeline.TargetLabels[Array.IndexOf(own, own.Max())]), outputs[0].GetProperty("data").Deserialize<string[]>()!);
        for (int i = 0; i < 3; i++) Assert.Equal(expected.Select(own => own[i]), outputs[i + 1].GetProperty("data").Deserialize<double[]>()!);
    }

    // As by gRPC.
    [Fact]
    public async Task Infer_TruthValues_AreOneAndZero()
    {
        JsonElement answer = await InferAsync("""
            {"inputs":[{"name":"temperature","shape":[3],"datatype":"BOOL","data":[true,false,1]},{"name":"mode","shape":[3],"datatype":"BYTES","data":["eco","eco","full"]}]}
            """);
        Assert.Equal([Outputs("1", null, "eco")[2], Outputs("0", null, "eco")[2], Outputs("1", null, "full")[2]], answer.GetProperty("outputs")[3].GetProperty("data").Deserialize<double[]>()!);
        answer = await InferAsync("""{"inputs":[{"name":"all","shape":[1,3],"datatype":"BOOL","data":[[true,false,true]]}]}""");
        Assert.Equal(Outputs("1", "0", "1")[2], answer.GetProperty("outputs")[3].GetProperty("data")[0].GetDouble());
    }

    [Fact]
    public async Task Infer_SomeOutputsAndAnIdentifier_AnswersThoseInTheirOrder()
    {
        string outputs = """{"id":"a\"1","outputs":[{"name":"state.100"},{"name":"state"}],""";
        JsonElement answer = await InferAsync($"{outputs}{Two[1..]}");
        Assert.Equal("a\"1", answer.GetProperty("id").GetString());
        Assert.Equal(["state.100", "state"], answer.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("name").GetString()!));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(681)]
    [InlineData(682)]
    [InlineData(3_000)]
    public async Task Infer_ManyRows_AnswersEachInItsPlace(int count)
    {
        string temperatures = string.Join(',', Enumerable.Range(0, count).Select(i => i % 7)), modes = string.Join(',', Enumerable.Repeat("\"eco\"", count));
        JsonElement answer = await InferAsync(
            $$"""{"inputs":[{"name":"temperature","shape":[{{count}}],"datatype":"INT32","data":[{{temperatures}}]},{"name":"mode","shape":[{{count}}],"datatype":"BYTES","data":[{{modes}}]}]}""");
        double[] last = answer.GetProperty("outputs")[3].GetProperty("data").Deserialize<double[]>()!;
        double[] seven = [.. Enumerable.Range(0, 7).Select(i => Outputs($"{i}", null, "eco")[2])];
        Assert.Equal(Enumerable.Range(0, count).Select(i => seven[i % 7]), last);
    }

    [Theory]
    [InlineData("{}", "\"inputs\" is missing")]
    [InlineData("""{"inputs":{}}""", "\"inputs\" must be a list")]
    [InlineData("""{"inputs":[5]}""", "in \"inputs\" an object is expected")]
    [InlineData("""{"inputs":[]}""", "column temperature: no input has this name")]
    [InlineData("""{"inputs":[{"shape":[1],"datatype":"FP64","data":[1]}]}""", "an input has no \"name\"")]
    [InlineData("""{"inputs":[{"name":"temperature","datatype":"FP64","data":[1]}]}""", "input \"temperature\": \"shape\" must be a list of one or two whole numbers")]
    [InlineData("""{"inputs":[{"name":"temperature","shape":[-1],"datatype":"FP64","data":[1]}]}""", "\"shape\" must be a list of one or two whole numbers")]
    [InlineData("""{"inputs":[{"name":"temperature","shape":[1,2],"datatype":"FP64","data":[1,2]}]}""", "the shape must be [rows] or [rows, 1]")]
    [InlineData("""{"inputs":[{"name":"temperature","shape":[1],"datatype":"FP99","data":[1]}]}""", "the datatype must be one of FP64, ")]
    [InlineData("""{"inputs":[{"name":"temperature","shape":[1],"datatype":"FP64","data":[true]},{"name":"mode","shape":[1],"datatype":"BYTES","data":["a"]}]}""", "row 0, column temperature: is neither a number nor a text")]
    [InlineData("""{"inputs":[{"name":"temperature","shape":[1],"datatype":"FP64"}]}""", "input \"temperature\" has no \"data\"")]
    [InlineData("""{"inputs":[{"name":"temperature","shape":[1],"datatype":"FP64","data":1}]}""", "\"data\" must be a list")]
    [InlineData("""{"inputs":[{"name":"temperature","shape":[1],"datatype":"FP64","data":[1]},{"name":"mode","shape":[2],"datatype":"BYTES","data":["a","b"]}]}""", "input \"mode\" has 2 rows, others have 1")]
    [InlineData("""{"inputs":[{"name":"temperature","shape":[2],"datatype":"FP64","data":[1]},{"name":"mode","shape":[2],"datatype":"BYTES","data":["a","b"]}]}""", "temperature has fewer values than its shape says")]
    [InlineData("""{"inputs":[{"name":"temperature","shape":[1000000000],"datatype":"FP64","data":[1]},{"name":"mode","shape":[1000000000],"datatype":"BYTES","data":["a"]}]}""", "temperature has fewer values than its shape says")]
    [InlineData("""{"inputs":[{"name":"temperature","shape":[1],"datatype":"FP64","data":[1]},{"name":"mode","shape":[1],"datatype":"BYTES","data":["a","b"]}]}""", "mode has more values than its shape says")]
    [InlineData("""{"inputs":[{"name":"all","shape":[2,3],"datatype":"BYTES","data":[["1","2"],["eco","3"],["4","eco"]]}]}""", "row 0: fewer values than the 3 that the shape says")]
    [InlineData("""{"inputs":[{"name":"all","shape":[2,3],"datatype":"BYTES","data":[["1","2","eco"],["3","4","eco","5"]]}]}""", "row 1: more values than the 3 that the shape says")]
    [InlineData("""{"inputs":[{"name":"all","shape":[2,3],"datatype":"BYTES","data":[["1","2","eco"],["3","4"]]}]}""", "row 1: fewer values than the 3 that the shape says")]
    [InlineData("""{"inputs":[{"name":"all","shape":[2,3],"datatype":"BYTES","data":[["1","2","eco"],"3","4","eco"]}]}""", "row 0: \"data\" has values among its lists")]
    [InlineData("""{"inputs":[{"name":"all","shape":[2,3],"datatype":"BYTES","data":["1","2","eco",["3","4","eco"]]}]}""", "row 0: \"data\" has lists among its values")]
    [InlineData("""{"inputs":[{"name":"all","shape":[1,3],"datatype":"BYTES","data":[[["1","2","eco"]]]}]}""", "row 0: \"data\" is nested deeper than its shape says")]
    [InlineData("""{"inputs":[{"name":"temperature","shape":[2],"datatype":"FP64","data":[[9.7,9.7]]},{"name":"mode","shape":[2],"datatype":"BYTES","data":["a","b"]}]}""", "row 0, column temperature: \"data\" is nested deeper than its shape says")]
    [InlineData("""{"inputs":[{"name":"temperature","shape":[1],"datatype":"FP64","data":["warm"]},{"name":"mode","shape":[1],"datatype":"BYTES","data":["a"]}]}""", "row 0, column temperature: ")]
    [InlineData("""{"inputs":[{"name":"temperature","shape":[1],"datatype":"FP64","data":[1]},{"name":"temperature","shape":[1],"datatype":"FP64","data":[1]}]}""", "input \"temperature\" stands twice")]
    [InlineData("""{"inputs":[{"name":"all","shape":[1,3],"datatype":"FP64","data":[1,2,3]},{"name":"mode","shape":[1],"datatype":"BYTES","data":["a"]}]}""", "an input with whole rows, and others beside it")]
    [InlineData("""{"outputs":[{"name":"x"}],"inputs":[{"name":"all","shape":[1,3],"datatype":"FP64","data":[1,2,3]}]}""", "there is no output \"x\"; there are: state, state.3, ")]
    [InlineData("""{"outputs":[{"name":"state"},{"name":"state"}],"inputs":[{"name":"all","shape":[1,3],"datatype":"FP64","data":[1,2,3]}]}""", "output \"state\" stands twice")]
    public async Task Infer_ThatCannotBeAnswered_SaysWhy(string body, string reason)
    {
        Problem problem = await Answers.ProblemAsync(await PostAsync(body), HttpStatusCode.BadRequest);
        Assert.Contains(reason, problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v2/health/live", "{\"live\":true}")]
    [InlineData("v2/health/ready", "{\"ready\":true}")]
    public async Task Health_OfAReadyScorer_IsTrue(string path, string expected) => Assert.Equal(expected, await Answers.TextAsync(await shared.Scorer.GetAsync(path)));

    [Fact]
    public async Task Model_WithItsVersionOrWithout_TellsItsTensors()
    {
        string text = await Answers.TextAsync(await shared.Scorer.GetAsync(Model));
        JsonElement model = JsonElement.Parse(text);
        Assert.Equal(["temperature:FP64", "pressure:FP64", "mode:BYTES"], Tensors(model, "inputs"));
        Assert.Equal(["state:BYTES", "state.3:FP64", "state.20:FP64", "state.100:FP64"], Tensors(model, "outputs"));
        Assert.Equal(text, await Answers.TextAsync(await shared.Scorer.GetAsync($"{Model}/versions/{shared.Pipeline.ModelId}")));
        Assert.Equal($"{{\"name\":\"{shared.Pipeline.Manifest.Name}\",\"ready\":true}}", await Answers.TextAsync(await shared.Scorer.GetAsync($"{Model}/ready")));
        Assert.Equal(HttpStatusCode.NotFound, (await shared.Scorer.GetAsync("v2/models/another")).StatusCode);
        Assert.Equal("workflow-scorer", JsonElement.Parse(await Answers.TextAsync(await shared.Scorer.GetAsync("v2"))).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Infer_ANumber_AnswersIt()
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Of(ModelTask.Regression).ToZip().ToBytes());
        HttpResponseMessage response = await scorer.PostAsync(
            $"v2/models/{scorer.Pipeline!.Manifest.Name}/infer", """{"inputs":[{"name":"all","shape":[1,3],"datatype":"BYTES","data":["1.5","2.25","eco"]}]}""");
        JsonElement output = Assert.Single(JsonElement.Parse(await Answers.TextAsync(response)).GetProperty("outputs").EnumerateArray());
        Assert.Equal(Answers.Expected(scorer.Pipeline, "1.5", "2.25", "eco"), output.GetProperty("data").EnumerateArray().Select(number => number.GetRawText()));
    }

    [Fact]
    public async Task Health_OfAScorerThatIsNotReady_SaysWhy()
    {
        await using RunningScorer scorer = await RunningScorer.StartUnreadableAsync(null);
        Assert.Equal(HttpStatusCode.OK, (await scorer.GetAsync("v2/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await scorer.GetAsync("v2/health/ready")).StatusCode);
    }

    private static IEnumerable<string> Tensors(JsonElement model, string member) =>
        model.GetProperty(member).EnumerateArray().Select(tensor => $"{tensor.GetProperty("name").GetString()}:{tensor.GetProperty("datatype").GetString()}");

    private double[] Outputs(params string?[] cells) => [.. Answers.Expected(shared.Pipeline, cells).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];

    private async Task<JsonElement> InferAsync(string body) => await Answers.JsonAsync(await PostAsync(body));

    private Task<HttpResponseMessage> PostAsync(string body) => shared.Scorer.PostAsync($"{Model}/infer", body);
}
