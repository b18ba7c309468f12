using System.Globalization;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

/// <summary>Does everything to real runs and to their models, and compares them after each command.</summary>
internal sealed class RunMachine(TestRuns runs)
{
    private static readonly string[] Graphs = ["a", "a b:a", "a b c:a,b", "a b:a c:a d:b,c", "a b c:a d:a,b e:c,d",
        "a*3 b:a*2 c:a", "a b:a! c:b", "a! b! c:a,b", "a#one=1 b#one=1 c#one=1 d#two=2", "a^1 b^3 c^2 d:c^9", "a#one=1*2 b#one=1! c:a,b#two=2"];
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
            case RunCommandKind.Approve when _models.Count > 0:
                await OnStepAsync(command, (model, step) => model.Approve(step), (model, step) => runs.Transitions.ApproveAsync(model.Id, step, "a person", Cancellation));
                break;
            case RunCommandKind.Resume when _models.Count > 0:
                await OnStepAsync(command, (model, _) => model.Resume(null), (model, _) => runs.Transitions.ResumeAsync(model.Id, null, "a person", Cancellation));
                break;
            case RunCommandKind.ResumeFrom when _models.Count > 0:
                await OnStepAsync(command, (model, step) => model.Resume(step), (model, step) => runs.Transitions.ResumeAsync(model.Id, step, "a person", Cancellation));
                break;
            case RunCommandKind.Wait:
                runs.Clock.Advance(TimeSpan.FromSeconds(Choose(Waits, command)));
                break;
            case RunCommandKind.Sweep:
                await SweepAsync();
                break;
            case RunCommandKind.Heartbeat or RunCommandKind.Succeed or RunCommandKind.Fail or RunCommandKind.FailForNow or RunCommandKind.EndCancelled or RunCommandKind.Release when _claims.Count > 0:
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
        Assert.Equal(0, await runs.QueryAsync<long>("SELECT COUNT(*) FROM step_hold"));
        foreach (RunModel model in _models)
        {
            await CompareAsync(model);
            Assert.True(model.IsOver);
        }
    }

    private async Task ClaimAsync(RunCommand command)
    {
        StepModel[] ready = [.. _models.SelectMany(model => model.Steps).Select(step => step.Step).Where(step => step.State == StepState.Queued && step.Definition.Limits.All(IsFree))];
        StepClaim? claim = await runs.Transitions.ClaimAsync(new ClaimRequest($"worker {command.Choice % 3}", TestRuns.Lease), Cancellation);
        Assert.Equal(ready.Length > 0, claim is not null);
        if (claim is null) return;
        RunModel model = _models.Single(model => model.Id == claim.RunId);
        Assert.Contains(model[claim.Step], ready);
        Assert.Equal(ready.Max(step => step.Definition.Priority), model[claim.Step].Definition.Priority);
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
            case RunCommandKind.FailForNow:
                var failure = new StepFailure("for now") { RetryAfter = TimeSpan.FromSeconds(10) };
                Assert.Equal(holds, await runs.Transitions.FailAsync(claim, failure, Cancellation));
                if (holds) model.FailForNow(claim.Step, runs.Clock.GetUtcNow() + failure.RetryAfter.Value);
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

    // Of one run, leases end before waits: a step that expires for the last time stops others from beginning, not from expiring.
    private async Task SweepAsync()
    {
        DateTimeOffset now = runs.Clock.GetUtcNow();
        int changed = 0;
        foreach (RunModel model in _models)
        {
            string[] expired = [.. model.Steps.Where(step => step.Step.State == StepState.Running && step.Step.LeaseUntil < now).Select(step => step.Name)];
            string[] due = [.. model.Steps.Where(step => step.Step.NotBefore <= now).Select(step => step.Name)];
            changed += expired.Count(model.Expire) + due.Count(model.EndWait);
        }

        Assert.Equal(changed, await runs.SweepAsync());
    }

    private async Task OnStepAsync(RunCommand command, Func<RunModel, string, bool> expect, Func<RunModel, string, Task<bool>> doAsync)
    {
        RunModel model = Choose(_models, command);
        string step = Choose([.. model.Steps.Select(step => step.Name)], command);
        Assert.Equal(expect(model, step), await doAsync(model, step));
    }

    private bool IsFree(ConcurrencyLimit limit) => limit.Maximum > _models
        .SelectMany(model => model.Steps)
        .Count(step => step.Step.State == StepState.Running && step.Step.Definition.Limits.Any(held => held.Key == limit.Key));

    private async Task CompareAsync(RunModel model)
    {
        RunRecord run = await runs.FindAsync(model.Id);
        Assert.Equal((model.State, model.CancelRequested != 0, model.IsOver), (run.State, run.IsCancelRequested, run.EndedAt is not null));
        Assert.Equal(model.Steps.Select(step => Describe(step.Name, step.Step.State, step.Step.Fence)), run.Steps.Select(step => Describe(step.Name, step.State, step.Fence)));
        string waiting = await runs.QueryAsync<string>(
            runs.Database!.ConnectionString is null
                ? "SELECT group_concat(waiting_for || '/' || expiries || '/' || attempt, ' ') FROM (SELECT * FROM step WHERE run_id = @Id ORDER BY position)"
                : "SELECT string_agg(waiting_for || '/' || expiries || '/' || attempt, ' ' ORDER BY position) FROM step WHERE run_id = @Id",
            new { model.Id });
        Assert.Equal(string.Join(' ', model.Steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Step.WaitingFor}/{step.Step.Expiries}/{step.Step.Attempt}"))), waiting);
        Assert.All(model.Steps, step => Assert.InRange(step.Step.Accepted, 0, 1));
        if (model.IsOver) Assert.All(run.Steps, step => Assert.True(step.State.IsOver()));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Describe(string name, StepState state, long fence) => string.Create(CultureInfo.InvariantCulture, $"{name}={state} {fence}");

    private static T Choose<T>(IReadOnlyList<T> items, RunCommand command) => items[command.Choice % items.Count];
}
