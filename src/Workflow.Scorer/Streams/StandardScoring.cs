using Workflow.Scorer.Admission;
using Workflow.Scorer.Endpoints;
using Workflow.Scorer.Health;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Serving;
using Workflow.Scoring;

namespace Workflow.Scorer.Streams;

/// <summary>Rows from standard input, answers to standard output, and no server: for where there is no network, not even this machine's own.</summary>
internal static class StandardScoring
{
    /// <summary>Scores until the input ends.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="format">What the rows are; the answers have the same form.</param>
    /// <param name="input">The rows.</param>
    /// <param name="output">Receives the answers.</param>
    /// <param name="error">Receives what went wrong, in a line.</param>
    /// <returns>Exit code: 0, or 1 where not all rows were scored.</returns>
    public static async Task<int> RunAsync(ScorerOptions options, BodyFormat format, Stream input, Stream output, TextWriter error)
    {
        Readiness readiness = Readiness.Prove(options.Pipeline);
        string? wrong = readiness.Pipeline is { } pipeline ? await TryScoreAsync(pipeline, options, format, input, output).ConfigureAwait(false) : $"not ready: {readiness.Reason}";
        if (wrong is not null) await error.WriteLineAsync(wrong).ConfigureAwait(false);
        return wrong is null ? 0 : 1;
    }

    private static async Task<string?> TryScoreAsync(ScoringPipeline pipeline, ScorerOptions options, BodyFormat format, Stream input, Stream output)
    {
        AdmissionOptions admission = AdmissionOptions.OfProcess();
        var bodies = new RequestBodyReader(new RequestAdmission(admission, TimeProvider.System), new BodyMemory(admission), options.MaximumRequestBytes);
        var context = new DefaultHttpContext { Request = { Body = input }, Response = { Body = output } };
        try
        {
            await new StreamedScoreEndpoint(new ServedModel(pipeline, bodies, options)).AnswerAsync(context, format, new StreamOptions { Included = options.Kept }).ConfigureAwait(false);
            return null;
        }
        catch (RequestException refused)
        {
            return string.Join('\n', refused.Errors);
        }
        catch (IOException lost)
        {
            return lost.Message;
        }
    }
}
