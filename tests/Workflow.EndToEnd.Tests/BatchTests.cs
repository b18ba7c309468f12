using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Workflow.EndToEnd.Tests.Program;
using Workflow.Testing.Files;

namespace Workflow.EndToEnd.Tests;

/// <summary>Files are scored as a batch: with the same digits as elsewhere, on after kill -9 with the same bytes, and when a schedule says so.</summary>
[Trait("Speed", "Slow")]
public sealed class BatchTests(BatchHome home) : IClassFixture<BatchHome>, IDisposable
{
    private const int BigRows = 400_000;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Needs", "Docker")]
    public async Task Batch_RowsOfTheModel_HasTheProbabilitiesOfScore()
    {
        string rows = Write("rows.csv", 200);
        (await home.Program.RunAsync(Cancel, "score", "hydraulic-cooling@1", "--in", rows, "--out", _folder.File("score.csv"), "--keep", "cycle")).Succeeded();

        ProgramResult batch = (await home.Program.RunAsync(Cancel, "batch", "hydraulic-cooling@1", "--in", rows, "--out", _folder.File("batch.csv"), "--keep", "cycle", "--json")).Succeeded();

        string[][] scored = Cells("score.csv"), batched = Cells("batch.csv");
        int first = Array.IndexOf(batched[0], "prediction");

        // The kept column, and the probabilities behind the predicted class.
        string[] Compared(string[] row) => [row[0], .. row[(first + 1)..(first + scored[0].Length)]];

        Assert.Equal(scored, batched.Select(Compared));
        JsonElement summary = Assert.Single(batch.Json.GetProperty("batch").GetProperty("outputs").EnumerateArray()).GetProperty("summary");
        Assert.Equal((200, 200, "hydraulic-cooling@1"), (summary.GetProperty("rows").GetInt32(), summary.GetProperty("scored").GetInt32(), summary.GetProperty("version").GetString()));
    }

    [Fact]
    [Trait("Needs", "Docker")]
    public async Task Batch_KilledAgainAndAgain_GoesOnAndEndsWithTheSameBytes()
    {
        string rows = Write("big.csv", BigRows), whole = _folder.File("whole.csv"), killed = _folder.File("killed.csv");
        (await home.Program.RunAsync(Cancel, "batch", "hydraulic-cooling@1", "--in", rows, "--out", whole, "--keep", "cycle")).Succeeded();

        string journal = _folder.File(".killed.csv.batch/journal.json");
        int kills = 0;
        for (string seen = string.Empty; kills < 2;)
        {
            using Process program = home.Program.Start("batch", "hydraulic-cooling@1", "--in", rows, "--out", killed, "--keep", "cycle");
            Task<string> output = program.StandardOutput.ReadToEndAsync(Cancel), error = program.StandardError.ReadToEndAsync(Cancel);
            while (!program.HasExited && (!File.Exists(journal) || Read(journal) == seen)) await Task.Delay(1, Cancel);
            if (program.HasExited) break;
            seen = Read(journal);
            program.Kill(entireProcessTree: true);
            await program.WaitForExitAsync(Cancel);
            await Task.WhenAll(output, error);
            kills++;
        }

        (await home.Program.RunAsync(Cancel, "batch", "hydraulic-cooling@1", "--in", rows, "--out", killed, "--keep", "cycle")).Succeeded();

        Assert.NotEqual(0, kills);
        Assert.Equal(await File.ReadAllBytesAsync(whole, Cancel), await File.ReadAllBytesAsync(killed, Cancel));
        Assert.False(Directory.Exists(_folder.File(".killed.csv.batch")));
    }

    [Fact]
    [Trait("Needs", "Docker")]
    public async Task Schedule_ABatch_ScoresWhatHasComeOnce()
    {
        WorkflowProgram program = home.Program;
        string pipelines = _folder.File("pipelines.yaml");
        Directory.CreateDirectory(_folder.File("incoming"));
        Write("incoming/a.csv", 30);
        await File.WriteAllTextAsync(
            pipelines,
            "pipelines: {hydraulic-cooling: {steps: {wait: {run: [\"true\"]}}, schedules: {nightly: {do: batch, cron: 0 2 1 1 *, zone: Europe/Berlin, in: incoming/*.csv, out: scored/, version: 1, keep: cycle}}}}",
            Cancel);
        await using (RunningServer server = await RunningServer.StartAsync(program, pipelines, Cancel))
        {
            await RunNowAsync(program, "scored/a.csv");
            string before = await File.ReadAllTextAsync(_folder.File("scored/a.csv"), Cancel);
            DateTime written = File.GetLastWriteTimeUtc(_folder.File("scored/a.csv"));
            Write("incoming/b.csv", 10);
            await RunNowAsync(program, "scored/b.csv");

            Assert.Equal(31, Cells("scored/a.csv").Length);
            Assert.Equal(11, Cells("scored/b.csv").Length);
            Assert.Equal((before, written), (await File.ReadAllTextAsync(_folder.File("scored/a.csv"), Cancel), File.GetLastWriteTimeUtc(_folder.File("scored/a.csv"))));
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // Just replaced, or gone because the batch is over.
            return string.Empty;
        }
    }

    private async Task RunNowAsync(WorkflowProgram program, string output)
    {
        (await program.RunAsync(Cancel, "schedules", "run-now", "hydraulic-cooling/nightly")).Succeeded();
        while (!File.Exists(_folder.File(output))) await Task.Delay(50, Cancel);
    }

    private string[][] Cells(string name) => [.. File.ReadAllLines(_folder.File(name)).Select(line => line.Split(','))];

    // Rows near that of the sample request, all different.
    private string Write(string name, int rows)
    {
        var text = new StringBuilder($"cycle,{string.Join(',', home.Columns)}\n");
        for (int row = 0; row < rows; row++)
        {
            text.Append(row);
            for (int column = 0; column < home.Columns.Count; column++) text.Append(CultureInfo.InvariantCulture, $",{((row * 31) + (column * 7)) % 997 / 10.0}");
            text.Append('\n');
        }

        File.WriteAllText(_folder.File(name), text.ToString());
        return _folder.File(name);
    }
}
