using System.Text.Json;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Artifacts.Locations;
using Workflow.Jobs.Home;
using Workflow.Jobs.Json;
using Workflow.Jobs.Processes;

namespace Workflow.Jobs.Steps.Isolation;

/// <summary>
/// The other side of <see cref="ChildStepExecutor"/>: carries out one step in this process, told by standard input, and says on standard
/// output how it goes. It knows no database, and ends at once when whoever started it is gone.
/// </summary>
public static class ChildStep
{
    /// <summary>Carries out the step that it is told to.</summary>
    /// <param name="input">Standard input: the request on one line. Its end ends this process.</param>
    /// <param name="output">Standard output, on which nobody else writes.</param>
    /// <param name="cancellationToken">Stops the step.</param>
    /// <returns>Whether a result was told; false where the input is no request.</returns>
    public static async Task<bool> RunAsync(Stream input, Stream output, CancellationToken cancellationToken)
    {
        // A thread that waits does not keep the process from ending; one of the pool would be missing to the step.
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Listen(input, told)) { IsBackground = true, Name = "worker" }.Start();
        string line = await told.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (Read(line) is not { } request) return false;
        var voice = new ChildStepVoice(output);
        ChildStepReply result;
        try
        {
            result = await RunAsync(request, voice, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            result = new ChildStepReply { Reply = ChildStepReplyKind.Result, Failure = ChildStepFailure.Of(failure) };
        }

        voice.Say(result);
        return true;
    }

    private static async Task<ChildStepReply> RunAsync(ChildStepRequest request, ChildStepVoice voice, CancellationToken cancellationToken)
    {
        if (request.CodeVersion != CodeVersion.Steps)
        {
            throw new StepException(
                $"the program was replaced while the worker ran: the worker is code version {request.CodeVersion}, the program {CodeVersion.Steps}; restart the worker");
        }

        IArtifactStore artifacts = ArtifactStores.Open(ArtifactLocation.Parse(request.ArtifactsAddress), new WorkflowHome(request.HomePath), TimeProvider.System);
        var context = new StepContext(request.Claim, request.Definition, request.Earlier, artifacts, new Lazy<string>(request.WorkDirectory), voice, voice) { Attempt = request.Attempt };
        IStep step = new StepCatalog(IsolatedSteps.All).Find(context.Step);
        PreparedStep prepared = await step.PrepareAsync(context, cancellationToken).ConfigureAwait(false);
        StepResult result = await prepared.RunAsync(cancellationToken).ConfigureAwait(false);
        if (result.Effects.Count > 0) throw new InvalidOperationException($"{step.Name} has effects: it cannot run in a process of its own");
        return new ChildStepReply
        {
            Reply = ChildStepReplyKind.Result,
            Outputs = result.Outputs,
            Message = result.Message,
            Failure = result.Failure is { } failure ? ChildStepFailure.Of(failure) : null,
        };
    }

    private static void Listen(Stream input, TaskCompletionSource<string> told)
    {
        try
        {
            using var reader = new StreamReader(input);
            string? line = reader.ReadLine();
            told.TrySetResult(line ?? string.Empty);
            if (line is null) return;
            while (reader.Read() >= 0)
            {
                // Nothing more is said.
            }
        }
        catch (IOException)
        {
            // As good as the end.
            told.TrySetResult(string.Empty);
        }

        // Nobody waits for the result any more. Not by way of an orderly exit: that would wait for what computes.
        ProcessIdentity.Of(Environment.ProcessId)?.Kill();
    }

    private static ChildStepRequest? Read(string line)
    {
        try
        {
            return JobsJson.Read<ChildStepRequest>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
