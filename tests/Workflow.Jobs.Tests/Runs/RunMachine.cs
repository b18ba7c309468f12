using System.Globalization;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

/// <summary>Does everything to real runs and to their models, and compares them after each command.</summary>
internal sealed class RunMachine(TestRuns runs)
{
    private static readonly string[] Graphs = ["a", "a b:a", "a b c:a,b", "a b:a c:a d:b,c", "a b c:a d:a,b e:c,d"];
    private static readonly double[] Waits = [1, 10, 29, 31, 61];

    private readonly List<RunModel> _models = [];
    private readonly List<StepClaim> _claims = [];

    public async Task DoAsync(RunCommand command)
    {
        switch (command.Kind)
        {
            case RunCommandKind.Create:
                string graph = Choose(Graphs, command);
                _models.Add(new RunModel(await runs.BeginAsync(graph), SampleDefinitions.Of(graph)));
                break;
            case RunCommandKind.Claim:
                await ClaimAsync(command);
                break;
            case RunCommandKind.Cancel when _models.Count > 0:
                RunModel run = Choose(_models, command);
                Assert.Equal(run.Cancel(), await runs.CancelAsync(run.Id));
                break;
            case RunCommandKind.Wait:
                runs.Clock.Advance(TimeSpan.FromSeconds(Choose(Waits, command)));
                break;
            case RunCommandKind.Sweep:
                await SweepAsync();
                break;
            case var _ when _claims.Count > 0 && command.Kind != RunCommandKind.Cancel:
                await UseAsync(Choose(_claims, command), command.Kind);
                break;
        }

        foreach (RunModel model in _models) await CompareAsync(model);
    }

    /// <summary>Lets every worker end what it holds, so that nothing of this case is left for the next.</summary>
    public async Task EndAsync()
    {
        foreach (RunModel model in _models.Where(model => !model.IsOver && model.CancelRequested == 0)) await DoAsync(new RunCommand(RunCommandKind.Cancel, _models.IndexOf(model)));
        foreach (StepClaim claim in _claims) await UseAsync(claim, RunCommandKind.EndCancelled);
        foreach (RunModel model in _models)
        {
            await CompareAsync(model);
            Assert.True(model.IsOver);
        }
    }

    private async Task ClaimAsync(RunCommand command)
    {
        bool isAnyQueued = _models.Exists(model => model.Steps.Any(step => step.Step.State == StepState.Queued));
        StepClaim? claim = await runs.Transitions.ClaimAsync(new ClaimRequest($"worker {command.Choice % 3}", TestRuns.Lease), TestContext.Current.CancellationToken);
        Assert.Equal(isAnyQueued, claim is not null);
        if (claim is null) return;
        RunModel model = _models.Single(model => model.Id == claim.RunId);
        Assert.Equal(StepState.Queued, model[claim.Step].State);
        model.Claim(claim.Step, runs.Clock.GetUtcNow() + TestRuns.Lease);
        Assert.Equal(model[claim.Step].Fence, claim.Fence);
        _claims.Add(claim);
    }

    private async Task UseAsync(StepClaim claim, RunCommandKind kind)
    {
        RunModel model = _models.Single(model => model.Id == claim.RunId);
        bool holds = model.Holds(claim);
        switch (kind)
        {
            case RunCommandKind.Heartbeat:
                Heartbeat expected = !holds ? Heartbeat.Lost : model.CancelRequested == 0 ? Heartbeat.Continue : Heartbeat.Cancel;
                Assert.Equal(expected, await runs.BeatAsync(claim));
                if (holds) model[claim.Step].LeaseUntil = runs.Clock.GetUtcNow() + TestRuns.Lease;
                break;
            case RunCommandKind.Succeed:
                Assert.Equal(holds, await runs.SucceedAsync(claim));
                if (holds) model.Succeed(claim.Step);
                break;
            case RunCommandKind.Fail:
                Assert.Equal(holds, await runs.FailAsync(claim));
                if (holds) model.Fail(claim.Step);
                break;
            case RunCommandKind.EndCancelled:
                bool isAsked = holds && model.CancelRequested != 0;
                Assert.Equal(isAsked, await runs.EndCancelledAsync(claim));
                if (isAsked) model.EndCancelled(claim.Step);
                break;
            default:
                Assert.Equal(holds, await runs.ReleaseAsync(claim));
                if (holds) model.Return(claim.Step);
                break;
        }
    }

    // The order of the sweep does not matter: a step that expires stops others from beginning, not from expiring.
    private async Task SweepAsync()
    {
        DateTimeOffset now = runs.Clock.GetUtcNow();
        (RunModel Model, string Step)[] expired =
            [.. _models.SelectMany(model => model.Steps.Where(step => step.Step.State == StepState.Running && step.Step.LeaseUntil < now).Select(step => (model, step.Name)))];
        Assert.Equal(expired.Length, await runs.SweepAsync());
        foreach ((RunModel model, string step) in expired) model.Expire(step);
    }

    private async Task CompareAsync(RunModel model)
    {
        RunRecord run = await runs.FindAsync(model.Id);
        Assert.Equal((model.State, model.CancelRequested != 0, model.IsOver), (run.State, run.IsCancelRequested, run.EndedAt is not null));
        Assert.Equal(model.Steps.Select(step => Describe(step.Name, step.Step.State, step.Step.Fence)), run.Steps.Select(step => Describe(step.Name, step.State, step.Fence)));
        string waiting = await runs.QueryAsync<string>(
            runs.Database!.ConnectionString is null
                ? "SELECT group_concat(waiting_for || '/' || expiries, ' ') FROM (SELECT * FROM step WHERE run_id = @Id ORDER BY position)"
                : "SELECT string_agg(waiting_for || '/' || expiries, ' ' ORDER BY position) FROM step WHERE run_id = @Id",
            new { model.Id });
        Assert.Equal(string.Join(' ', model.Steps.Select(step => $"{step.Step.WaitingFor}/{step.Step.Expiries}")), waiting);
        Assert.All(model.Steps, step => Assert.InRange(step.Step.Accepted, 0, 1));
        if (model.IsOver) Assert.All(run.Steps, step => Assert.True(step.State.IsOver()));
    }

    private static string Describe(string name, StepState state, long fence) => string.Create(CultureInfo.InvariantCulture, $"{name}={state} {fence}");

    private static T Choose<T>(IReadOnlyList<T> items, RunCommand command) => items[command.Choice % items.Count];
}
