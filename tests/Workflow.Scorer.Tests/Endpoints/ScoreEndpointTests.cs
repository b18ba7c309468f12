using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scoring.Schema;
using Workflow.Testing.Http;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Endpoints;

public sealed class ScoreEndpointTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    [Theory]
    [InlineData("""{"fields":["temperature","pressure","mode"],"rows":[[1.5,2.25,"eco"]]}""")]
    [InlineData("""{"fields":["temperature","pressure","mode"],"rows":[["1.5","2.25","eco"]]}""")]
    [InlineData("""{"fields":["temperature","pressure","mode"],"rows":[["1.50",2.25e0,"eco"]]}""")]
    [InlineData("""{"fields":["temperature","pressure","mode"],"rows":[["+1.5","225E-2"," eco "]]}""")]
    [InlineData("""{"fields":["mode","temperature","pressure"],"rows":[["eco",1.5,2.25]]}""")]
    [InlineData("""{"rows":[[2.25,"eco","1.5"]],"fields":["pressure","mode","temperature"]}""")]
    [InlineData(" \r\n{ \"rows\" : [ [ 1.5 ,\t2.25 , \"eco\" ] ] , \"fields\" : [\"temperature\", \"pressure\", \"mode\"] } \n")]
    [InlineData("""{"fi\u0065lds":["temp\u0065rature","pressure","mode"],"row\u0073":[["1\u002e5",2.25,"\u0065co"]]}""")]
    [InlineData("""{"fields":["a","temperature","b","pressure","mode","c"],"rows":[[0,1.5,"x",2.25,"eco",null]]}""")]
    [InlineData("""{"fields":["a","temperature","b","pressure","mode"],"rows":[[{"x":[1,{}]},1.5,[[],["y"]],2.25,"eco"]]}""")]
    [InlineData("""{"fields":["","temperature","Temperature","pressure","mode"],"rows":[[true,1.5,9,2.25,"eco"]]}""")]
    public async Task Score_OneRowInAnyForm_AnswersAsTheRuntime(string body)
    {
        string[][] scores = await Answers.ScoresAsync(await shared.Scorer.ScoreAsync(body), shared.Pipeline);
        Assert.Equal(Answers.Expected(shared.Pipeline, "1.5", "2.25", "eco"), Assert.Single(scores));
    }

    [Fact]
    public async Task Score_ListsOfFieldsThatAlternate_AnswersEachByItsOwn()
    {
        string[] bodies =
        [
            """{"fields":["temperature","pressure","mode"],"rows":[[1.5,2.25,"eco"]]}""",
            """{"fields":["pressure","temperature","mode"],"rows":[[2.25,1.5,"eco"]]}""",
            """{"fields":["temperature","pressure","mode","x"],"rows":[[1.5,2.25,"eco",0]]}""",
        ];
        foreach (string body in (string[])[bodies[0], bodies[0], bodies[1], bodies[0], bodies[2], bodies[2], bodies[0], bodies[1], bodies[1]])
        {
            string[][] scores = await Answers.ScoresAsync(await shared.Scorer.ScoreAsync(body), shared.Pipeline);
            Assert.Equal(Answers.Expected(shared.Pipeline, "1.5", "2.25", "eco"), Assert.Single(scores));
        }
    }

    [Theory]
    [InlineData("""{"fields":["temperature","pressure","mode"],"rows":[[1.5,null,"full"]]}""")]
    [InlineData("""{"fields":["temperature","pressure","mode"],"rows":[[1.5,"","full"]]}""")]
    [InlineData("""{"fields":["temperature","pressure","mode"],"rows":[[1.5," \t","full"]]}""")]
    [InlineData("""{"fields":["temperature","mode"],"rows":[[1.5,"full"]]}""")]
    public async Task Score_MissingNumberWhereTheColumnAcceptsIt_AnswersAsTheRuntime(string body)
    {
        string[][] scores = await Answers.ScoresAsync(await shared.Scorer.ScoreAsync(body), shared.Pipeline);
        Assert.Equal(Answers.Expected(shared.Pipeline, "1.5", null, "full"), Assert.Single(scores));
    }

    [Theory]
    [InlineData("""{"fields":["temperature","pressure","mode"],"rows":[[1.5,2,null]]}""")]
    [InlineData("""{"fields":["temperature","pressure","mode"],"rows":[[1.5,2,""]]}""")]
    [InlineData("""{"fields":["temperature","pressure"],"rows":[[1.5,2]]}""")]
    public async Task Score_MissingCategoryWhereTheColumnAcceptsIt_AnswersAsTheRuntime(string body)
    {
        string[][] scores = await Answers.ScoresAsync(await shared.Scorer.ScoreAsync(body), shared.Pipeline);
        Assert.Equal(Answers.Expected(shared.Pipeline, "1.5", "2", null), Assert.Single(scores));
    }

    [Theory]
    [InlineData("\"übrig\"", "übrig")]
    [InlineData("\"\\u00fcbrig\"", "übrig")]
    [InlineData("\"U\\u0308brig\"", "U\u0308brig")]
    [InlineData("\"never seen\"", "never seen")]
    [InlineData("\"\\ud83d\\ude00\"", "😀")]
    [InlineData("\"a \\\"quoted\\\" \\\\ one\"", "a \"quoted\" \\ one")]
    [InlineData("7", "7")]
    [InlineData("1e999", "1e999")]
    public async Task Score_CategoriesOfEveryKind_AnswersAsTheRuntime(string cell, string text)
    {
        string body = $$"""{"fields":["temperature","pressure","mode"],"rows":[[-3.5,2,{{cell}}]]}""";
        string[][] scores = await Answers.ScoresAsync(await shared.Scorer.ScoreAsync(body), shared.Pipeline);
        Assert.Equal(Answers.Expected(shared.Pipeline, "-3.5", "2", text), Assert.Single(scores));
    }

    // "übrig" is a level with an indicator of its own, what was never seen is not: the two must differ.
    [Fact]
    public async Task Score_UnicodeLevelAndUnseenLevel_AnswersDiffer()
    {
        string[][] scores = await Answers.ScoresAsync(
            await shared.Scorer.ScoreAsync("""{"fields":["temperature","pressure","mode"],"rows":[[1,2,"übrig"],[1,2,"ubrig"]]}"""), shared.Pipeline);
        Assert.NotEqual(scores[0], scores[1]);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.0", "-0")]
    [InlineData("1E+2", "100")]
    [InlineData("3.4e38", "3.4e38")]
    [InlineData("1e-400", "0")]
    [InlineData("0.1000000000000000055511151231257827021181583404541015625", "0.1")]
    [InlineData("123456789012345678901234567890", "1.2345678901234568e29")]
    public async Task Score_NumbersOfEveryForm_AnswersAsTheRuntime(string cell, string text)
    {
        string[][] scores = await Answers.ScoresAsync(
            await shared.Scorer.ScoreAsync($$"""{"fields":["temperature","pressure","mode"],"rows":[[{{cell}},2,"eco"]]}"""), shared.Pipeline);
        Assert.Equal(Answers.Expected(shared.Pipeline, text, "2", "eco"), Assert.Single(scores));
    }

    [Fact]
    public async Task Score_NoRows_AnswersNoScores() => Assert.Empty(
        await Answers.ScoresAsync(await shared.Scorer.ScoreAsync("""{"fields":["temperature","pressure","mode"],"rows":[]}"""), shared.Pipeline));

    [Fact]
    public async Task Score_KnownRequest_AnswersTheseBytes()
    {
        HttpResponseMessage response = await shared.Scorer.ScoreAsync("""{"fields":["temperature","pressure","mode"],"rows":[[1,0.1,"eco"],[7,null,"übrig"]]}""");
        string[] first = Answers.Expected(shared.Pipeline, "1", "0.1", "eco");
        string[] second = Answers.Expected(shared.Pipeline, "7", null, "übrig");
        string expected =
            $$"""{"id":"{{shared.Pipeline.ModelId}}","fields":["state.3","state.20","state.100"],"score":[["{{string.Join("\",\"", first)}}"],["{{string.Join("\",\"", second)}}"]]}""";
        Assert.Equal(expected, await Answers.TextAsync(response));
        Assert.Equal(expected.Length, response.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData(ModelTask.Binary, new[] { "state.0", "state.1" })]
    [InlineData(ModelTask.Multiclass, new[] { "state.3", "state.20", "state.100" })]
    [InlineData(ModelTask.Regression, new[] { "state" })]
    public async Task Score_GoldenRowsOfEveryTask_AnswersTheTrainedOutputs(ModelTask task, string[] fields)
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Of(task).ToZip().ToBytes());
        Assert.Equal(fields, scorer.Pipeline!.OutputColumns);
        string rows = JsonSerializer.Serialize(scorer.Pipeline.Golden.Rows.Select(row => row.Cells));
        string[][] scores = await Answers.ScoresAsync(
            await scorer.ScoreAsync($$"""{"fields":["temperature","pressure","mode"],"rows":{{rows}}}"""), scorer.Pipeline);
        Assert.Equal(
            scorer.Pipeline.Golden.Rows.Select(row => row.Outputs.Select(output => output.ToString("R", CultureInfo.InvariantCulture))), scores);
    }

    [Fact]
    public async Task Score_TenThousandRows_AnswersEachInItsPlace()
    {
        string?[][] rows = [.. RandomRows(new SeededNumbers(11), 10_000)];
        string[][] scores = await Answers.ScoresAsync(await shared.Scorer.ScoreAsync(Request(rows)), shared.Pipeline);
        Assert.Equal(rows.Select(row => Answers.Expected(shared.Pipeline, row)), scores);
    }

    // Rows are scored in blocks of 682: 2,048 scores of three classes.
    [Theory]
    [InlineData(681)]
    [InlineData(682)]
    [InlineData(683)]
    [InlineData(1364)]
    public async Task Score_RowsAtTheEdgeOfABlock_AnswersEachInItsPlace(int count)
    {
        string?[][] rows = [.. RandomRows(new SeededNumbers((ulong)count), count)];
        string[][] scores = await Answers.ScoresAsync(await shared.Scorer.ScoreAsync(Request(rows)), shared.Pipeline);
        Assert.Equal(rows.Select(row => Answers.Expected(shared.Pipeline, row)), scores);
    }

    [Theory]
    [InlineData(681)]
    [InlineData(682)]
    [InlineData(9_999)]
    public async Task Score_WrongRowInALaterBlock_IsNamedAndNothingIsAnswered(int wrong)
    {
        string?[][] rows = [.. RandomRows(new SeededNumbers(13), 10_000)];
        rows[wrong][0] = "x";
        Problem problem = await Answers.ProblemAsync(await shared.Scorer.ScoreAsync(Request(rows)), HttpStatusCode.BadRequest);
        Assert.Equal(new ProblemError(wrong, "temperature", "'x' is not a number"), Assert.Single(problem.Errors!));
    }

    [Fact]
    public async Task Score_LongAnswer_IsSentWhileItIsWritten()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "model/score") { Content = new StringContent(Request(RandomRows(new SeededNumbers(14), 2_000))) };
        using HttpResponseMessage response = await shared.Scorer.Http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Null(response.Content.Headers.ContentLength);
        Assert.True(response.Headers.TransferEncodingChunked);
        Assert.Equal(2_000, (await Answers.ScoresAsync(response, shared.Pipeline)).Length);
    }

    [Fact]
    public async Task Score_ManyUnknownFields_ArePassedOver()
    {
        const int count = 20_000;
        string names = string.Join(',', Enumerable.Range(0, count).Select(i => i % 2 == 0 ? $"\"x{i}\"" : $"\"\\u0078{i}\""));
        string cells = string.Join(',', Enumerable.Repeat("0", count));
        string body = $$"""{"fields":[{{names}},"temperature"],"rows":[[{{cells}},1.5],[{{cells}},2]]}""";
        string[][] scores = await Answers.ScoresAsync(await shared.Scorer.ScoreAsync(body), shared.Pipeline);
        Assert.Equal([Answers.Expected(shared.Pipeline, "1.5", null, null), Answers.Expected(shared.Pipeline, "2", null, null)], scores);

        string twice = body.Replace("\"temperature\"]", "\"temperature\",\"\\u00781234\"]", StringComparison.Ordinal);
        Problem problem = await Answers.ProblemAsync(await shared.Scorer.ScoreAsync(twice), HttpStatusCode.BadRequest);
        Assert.Equal("field \"x1234\" stands twice", problem.Detail);
    }

    [Fact]
    public async Task Score_ManyRequestsAtOnce_AnswersEachAsIfAlone()
    {
        var numbers = new SeededNumbers(12);
        string?[][][] requests = [.. Enumerable.Range(0, 300).Select(_ => RandomRows(numbers, numbers.Between(1, 200)).ToArray())];
        await Parallel.ForEachAsync(
            requests,
            new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = TestContext.Current.CancellationToken },
            async (rows, _) =>
            {
                string[][] scores = await Answers.ScoresAsync(await shared.Scorer.ScoreAsync(Request(rows)), shared.Pipeline);
                Assert.Equal(rows.Select(row => Answers.Expected(shared.Pipeline, row)), scores);
            });
    }

    [Fact]
    public async Task Score_BodyThatComesByteByByte_IsReadWhole()
    {
        byte[] body = """{"fields":["temperature","pressure","mode"],"rows":[[1,2,"übrig"]]}"""u8.ToArray();
        using RawConnection connection = await RawConnection.OpenAsync(shared.Scorer.Address);
        await connection.SendAsync(string.Create(CultureInfo.InvariantCulture, $"POST /model/score HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n"));
        foreach (byte one in body) await connection.SendAsync([one]);
        string answer = await connection.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.EndsWith($"[[\"{string.Join("\",\"", Answers.Expected(shared.Pipeline, "1", "2", "übrig"))}\"]]}}", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Score_WhateverTheContentTypeSays_TheBodyCounts(string? contentType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Request([["1", "2", "eco"]])));
        if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        HttpResponseMessage response = await shared.Scorer.ScoreAsync(content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    internal static string Request(IEnumerable<string?[]> rows) =>
        $$"""{"fields":["temperature","pressure","mode"],"rows":{{JsonSerializer.Serialize(rows)}}}""";

    internal static IEnumerable<string?[]> RandomRows(SeededNumbers numbers, int count)
    {
        string?[] modes = ["eco", "full", "übrig", "never seen", "", null];
        for (int i = 0; i < count; i++)
        {
            yield return
            [
                numbers.Between(-100.0, 100.0).ToString("R", CultureInfo.InvariantCulture),
                numbers.Chance(0.1) ? null : numbers.Between(-1e3, 1e3).ToString("R", CultureInfo.InvariantCulture),
                numbers.Choose(modes),
            ];
        }
    }
}
