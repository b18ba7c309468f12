using System.Globalization;
using System.Net;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scoring.Envelopes;
using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;
using Workflow.Testing.Files;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests;

/// <summary>A processor without some instructions, or with none beyond the plainest, answers byte by byte what this one does.</summary>
[Trait("Speed", "Slow")]
public sealed class ProcessorAgreementTests
{
    private const int RowCount = 300;

    private static readonly string[] Withheld = ["DOTNET_EnableAVX2", "DOTNET_EnableHWIntrinsic"];

    // As they are read: longer than any number has digits, at the ends of both precisions, between two neighbours.
    private static readonly string[] Hard =
    [
        "-0", "4.9e-324", "1e-400", "3.4028234663852886e38", "-3.4028234663852886E+38", "99999999999999999999999999999999999999", "0.30000000000000004", "1.0000000000000000000000000000000000000001", "9007199254740993", "0.1e-37",
        "7.0385307e-26", "8.41e-21", "2.2250738585072011e-308", "123456789.123456789", "1.1754943508222875e-38",
    ];

    private static readonly Dictionary<string, Func<SeededNumbers, MarginModel>> Kinds = new(StringComparer.Ordinal)
    {
        ["linear"] = RandomModels.Linear,
        ["trees"] = numbers => RandomModels.Trees(numbers).Flatten(),
        ["forest"] = numbers => RandomModels.Forest(numbers).Flatten(),
        ["calibrated"] = numbers => RandomModels.Calibrated(numbers, numbers.Between(1, 12), numbers.Between(1, 5)),
        ["ensemble"] = RandomModels.Ensemble,
        ["mixture"] = RandomModels.Mixture,
    };

    public static TheoryData<string> Names => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Answers_WithoutInstructionSets_AreTheSameByteByByte(string kind)
    {
        using var folder = new TemporaryFolder();
        for (ulong seed = 0; seed < 2; seed++)
        {
            var numbers = new SeededNumbers(seed);
            MarginModel model;
            do model = Kinds[kind](numbers);
            while (model.MarginCount == 2);
            PipelineDraft draft = WithEnvelope(numbers, RandomPipelines.Around(numbers, model));
            IReadOnlyList<InputColumn> columns = draft.Manifest.Columns;
            string[][] bodies = Bodies(columns, [.. RandomPipelines.Rows(numbers, columns, RowCount).Select(row => WithHardNumbers(numbers, columns, row))]);
            string file = folder.File($"{kind}{seed}.pipeline");
            await File.WriteAllBytesAsync(file, draft.WithTrueAnswers(new string?[columns.Count]).ToZip().ToBytes(), TestContext.Current.CancellationToken);
            string[] expected = await AskAsync(file, [], bodies);
            foreach (string name in Withheld) Assert.Equal(expected, await AskAsync(file, new(StringComparer.Ordinal) { [name] = "0" }, bodies));
        }
    }

    private static async Task<string[]> AskAsync(string file, Dictionary<string, string> variables, string[][] bodies)
    {
        using ScorerProcess scorer = ScorerProcess.StartWith(variables, "--pipeline", file, "--port", "0");
        using var http = new HttpClient { BaseAddress = await scorer.AddressAsync() };
        var answers = new List<string>();
        foreach (string[] asked in bodies)
        {
            using var content = new StringContent(asked[2], new System.Net.Http.Headers.MediaTypeHeaderValue(asked[1]));
            HttpResponseMessage response = await http.PostAsync(new Uri(asked[0], UriKind.Relative), content, TestContext.Current.CancellationToken);
            string answer = await Answers.TextAsync(response);

            // Not every model has contributions.
            if (asked[0] == "model/score") Assert.True(response.StatusCode == HttpStatusCode.OK, answer);
            answers.Add(answer);
        }

        return [.. answers];
    }

    // A path, a media type and a body each; the first body twice, since what the scorer remembers of it is read on another way.
    private static string[][] Bodies(IReadOnlyList<InputColumn> columns, string?[][] rows)
    {
        int[] there = [.. Enumerable.Range(0, columns.Count).Where(column => columns[column].Type == ColumnType.Number)];
        var dense = new JsonRows([.. there.Select(column => columns[column])], [.. rows.Select(row => there.Select(column => row[column] ?? "0.1").ToArray())], areNumbers: true);
        var whole = new JsonRows(columns, rows, areNumbers: true);
        string explained = whole.ScoreBody()[1..];
        string csv = string.Concat(rows.Select(row => string.Join(',', row.Select(cell => $"\"{cell}\""))).Prepend(string.Join(',', columns.Select(column => $"\"{column.Name}\""))).Select(line => $"{line}\n"));
        return
        [
            ["model/score", "application/json", dense.ScoreBody()],
            ["model/score", "application/json", dense.ScoreBody()],
            ["model/score", "application/json", whole.ScoreBody()],
            ["model/score", "text/csv", csv],
            ["model/contribution", "application/json", $"{{\"requestShapleyValueType\":\"ORIGINAL\",{explained}"],
            ["model/contribution", "application/json", $"{{\"requestShapleyValueType\":\"TRANSFORMED\",{explained}"],
        ];
    }

    private static string?[] WithHardNumbers(SeededNumbers numbers, IReadOnlyList<InputColumn> columns, string?[] row) =>
        [.. row.Select((cell, i) => columns[i].Type == ColumnType.Category || cell is null || numbers.Chance(0.4) ? cell : numbers.Chance(0.3) ? numbers.Choose(Hard) : Digits(numbers))];

    private static string Digits(SeededNumbers numbers)
    {
        string digits = string.Concat(Enumerable.Range(0, numbers.Between(1, 40)).Select(_ => numbers.Next(10).ToString(CultureInfo.InvariantCulture)));
        string whole = numbers.Next(100).ToString(CultureInfo.InvariantCulture), exponent = numbers.Chance(0.3) ? string.Create(CultureInfo.InvariantCulture, $"e{numbers.Between(-40, 3)}") : string.Empty;
        return $"{(numbers.Chance(0.5) ? "-" : string.Empty)}{whole}.{digits}{exponent}";
    }

    private static PipelineDraft WithEnvelope(SeededNumbers numbers, PipelineDraft draft)
    {
        int[] columns = [.. Enumerable.Range(0, draft.Manifest.Columns.Count).Where(column => draft.Manifest.Columns[column].Type == ColumnType.Number)];
        double[] factor = [.. Enumerable.Range(0, columns.Length * (columns.Length + 1) / 2).Select(_ => numbers.Between(-1.0, 1.0))];
        var envelope = new TrainingEnvelope
        {
            Columns = [.. columns.Select(column => new ColumnLimits(column, -50, 50))],
            Joint = new JointLimit(columns, [.. columns.Select(_ => numbers.Between(-1.0, 1.0))], factor, 60),
            TrainingShareOutside = 0,
        };
        return draft with { Manifest = draft.Manifest with { Envelope = envelope } };
    }
}
