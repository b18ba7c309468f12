using Workflow.Scorer.Admission;
using Workflow.Scorer.Health;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Serving;
using Workflow.Scorer.Thrift;
using Workflow.Testing.Files;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>Makes the Thrift service of the graded sample, without a server around it.</summary>
internal static class ThriftServices
{
    /// <summary>Most bytes of a call's arguments.</summary>
    public const int Limit = 1 << 20;

    /// <summary>Makes a service.</summary>
    /// <param name="time">Its clock; null for the real one.</param>
    /// <param name="admission">Lets calls in; null for one that has room for all.</param>
    /// <param name="operations">What holds for calls as it does for requests by HTTP; null for nothing.</param>
    public static ThriftService Create(TimeProvider? time = null, RequestAdmission? admission = null, CallOperations? operations = null)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.pipeline");
        File.WriteAllBytes(path, SamplePipelines.Graded().ToZip().ToBytes());
        AdmissionOptions options = AdmissionOptions.OfMemory(256 << 20, 0);
        var bodies = new RequestBodyReader(admission ?? new RequestAdmission(options, TimeProvider.System), new BodyMemory(options), Limit);
        Readiness readiness = Readiness.Prove(path);
        return new ThriftService(readiness, new ServedModel(readiness.Pipeline!, bodies, new ScorerOptions { MostRows = int.MaxValue }), bodies, Limit)
        {
            Time = time ?? TimeProvider.System,
            Operations = operations,
        };
    }
}
