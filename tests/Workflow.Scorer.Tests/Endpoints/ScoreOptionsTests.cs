using System.Net;
using System.Text.Json;
using Workflow.Scorer.Tests.TestData;

namespace Workflow.Scorer.Tests.Endpoints;

/// <summary>What a caller of Driverless AI's REST scorers may ask for beside the scores.</summary>
public sealed class ScoreOptionsTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    [Fact]
    public async Task Score_FieldsToInclude_AreGivenBackInFrontInTheOrderOfTheFields()
    {
        JsonElement answer = await ScoreAsync(
            """{"includeFieldsInOutput":["mode","tag","n"],"fields":["tag","temperature","n","pressure","mode"],"rows":[["a \"b\" \u00fc",1.5,7.50,2.25,"eco"]]}""");
        Assert.Equal(["tag", "n", "mode", .. shared.Pipeline.OutputColumns], Texts(answer.GetProperty("fields")));
        Assert.Equal(["a \"b\" ü", "7.50", "eco", .. Answers.Expected(shared.Pipeline, "1.5", "2.25", "eco")], Texts(answer.GetProperty("score")[0]));
    }

    [Fact]
    public async Task Score_IncludedCellsOfEveryKind_AreTextsOrNull()
    {
        JsonElement answer = await ScoreAsync(
            """{"fields":["temperature","pressure","mode","x"],"includeFieldsInOutput":["x"],"rows":[[1,2,"eco",true],[1,2,"eco",null],[1,2,"eco",""],[1,2,"eco",-1e400]]}""");
        Assert.Equal(["true", null, "", "-1e400"], answer.GetProperty("score").EnumerateArray().Select(row => row[0].GetString()));
    }

    [Fact]
    public async Task Score_ManyRowsWithIncludedFields_GivesEachItsOwn()
    {
        string rows = string.Join(',', Enumerable.Range(0, 3_000).Select(i => $"[{i % 7},2,\"eco\",\"row {i}\"]"));
        JsonElement answer = await ScoreAsync($$"""{"fields":["temperature","pressure","mode","key"],"includeFieldsInOutput":["key"],"rows":[{{rows}}]}""");
        JsonElement[] scores = [.. answer.GetProperty("score").EnumerateArray()];
        Assert.Equal(3_000, scores.Length);
        for (int i = 0; i < scores.Length; i++)
        {
            Assert.Equal([$"row {i}", .. Answers.Expected(shared.Pipeline, $"{i % 7}", "2", "eco")], Texts(scores[i]));
        }
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"a\":1}")]
    public async Task Score_ACellThatCannotBeGivenBack_IsNamed(string cell)
    {
        Problem problem = await Answers.ProblemAsync(
            await shared.Scorer.ScoreAsync($$"""{"fields":["temperature","pressure","mode","x"],"includeFieldsInOutput":["x"],"rows":[[1,2,"eco",1],[1,2,"eco",{{cell}}]]}"""),
            HttpStatusCode.BadRequest);
        ProblemError error = Assert.Single(problem.Errors!);
        Assert.Equal(1, error.Row);
        Assert.Contains("cannot be given back", error.Reason, StringComparison.Ordinal);
    }

    // The scorer's memory must not grow with what it gives back.
    [Fact]
    public async Task Score_ACellTooLongToBeGivenBack_IsNamed()
    {
        string cell = new('x', 5_000);
        Problem problem = await Answers.ProblemAsync(
            await shared.Scorer.ScoreAsync($$"""{"fields":["temperature","pressure","mode","x"],"includeFieldsInOutput":["x"],"rows":[[1,2,"eco","{{cell}}"]]}"""),
            HttpStatusCode.BadRequest);
        Assert.Equal("row 0: a cell of more than 4096 bytes cannot be given back", problem.Detail);
    }

    [Fact]
    public async Task Score_MoreFieldsThanAreGivenBack_IsRefused()
    {
        string names = string.Join(',', Enumerable.Range(0, 1_001).Select(i => $"\"f{i}\""));
        Problem problem = await Answers.ProblemAsync(
            await shared.Scorer.ScoreAsync($$"""{"includeFieldsInOutput":[{{names}}],"fields":["temperature","pressure","mode"],"rows":[]}"""), HttpStatusCode.BadRequest);
        Assert.Equal("\"includeFieldsInOutput\" names 1001 fields; allowed are 1000", problem.Detail);
    }

    [Fact]
    public async Task Score_NoFieldNames_LeavesThemOut()
    {
        JsonElement answer = await ScoreAsync("""{"noFieldNamesInOutput":true,"fields":["temperature","pressure","mode"],"rows":[[1,2,"eco"]]}""");
        Assert.Equal(["id", "score"], answer.EnumerateObject().Select(member => member.Name));
    }

    // As clients send them that serialize every member.
    [Fact]
    public async Task Score_OptionsThatAreNull_CountAsAbsent()
    {
        JsonElement answer = await ScoreAsync(
            """{"includeFieldsInOutput":null,"noFieldNamesInOutput":null,"idField":null,"requestShapleyValueType":null,"fields":["temperature","pressure","mode"],"rows":[[1,2,"eco"]]}""");
        Assert.Equal(["id", "fields", "score"], answer.EnumerateObject().Select(member => member.Name));
        Assert.Equal(Answers.Expected(shared.Pipeline, "1", "2", "eco"), Texts(answer.GetProperty("score")[0]));
    }

    [Fact]
    public async Task Score_AnIdThatIsIncludedButNotGiven_IsMadeForEachRow()
    {
        JsonElement answer = await ScoreAsync(
            """{"idField":"key","includeFieldsInOutput":["key","mode"],"fields":["temperature","pressure","mode"],"rows":[[1,2,"eco"],[1,2,"eco"]]}""");
        Assert.Equal(["mode", "key", .. shared.Pipeline.OutputColumns], Texts(answer.GetProperty("fields")));
        Guid[] ids = [.. answer.GetProperty("score").EnumerateArray().Select(row => row[1].GetGuid())];
        Assert.NotEqual(ids[0], ids[1]);
    }

    [Fact]
    public async Task Score_AnIdThatIsGiven_IsGivenBack()
    {
        JsonElement answer = await ScoreAsync(
            """{"idField":"key","includeFieldsInOutput":["key"],"fields":["temperature","key","pressure","mode"],"rows":[[1,"k7",2,"eco"]]}""");
        Assert.Equal("k7", answer.GetProperty("score")[0][0].GetString());
    }

    private async Task<JsonElement> ScoreAsync(string body) => await Answers.JsonAsync(await shared.Scorer.ScoreAsync(body));

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(item => item.GetString());
}
