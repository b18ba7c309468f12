using Workflow.Scorer.Protobuf;
using Workflow.Scorer.Requests;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Grpc;

/// <summary>The model that a message names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its identifier; empty for the one that there is.</param>
internal sealed record ModelReference(string Name, string Version)
{
    /// <summary>Reads it: the first two fields of every message that names a model.</summary>
    /// <exception cref="RequestException">The message is none.</exception>
    public static ModelReference Read(ReadOnlyMemory<byte> message)
    {
        var read = new ModelReference(string.Empty, string.Empty);
        var fields = new MessageReader(message);
        while (fields.Next())
        {
            if (fields.Field == 1) read = read with { Name = fields.Text() };
            else if (fields.Field == 2) read = read with { Version = fields.Text() };
        }

        return read;
    }

    /// <summary>Requires that it is the one that is served.</summary>
    /// <exception cref="GrpcException">It is not.</exception>
    public void Require(ScoringPipeline pipeline)
    {
        if (Lack(pipeline) is { } other) throw new GrpcException(GrpcCode.NotFound, other);
    }

    /// <summary>Why it is not the one that is served; null where it is.</summary>
    public string? Lack(ScoringPipeline pipeline)
    {
        string name = pipeline.Manifest.Name, version = pipeline.ModelId.ToString();
        if (Name != name) return $"there is no model \"{RecordText.Quote(Name)}\"; there is: {name}";
        return Version.Length > 0 && Version != version ? $"there is no version \"{RecordText.Quote(Version)}\" of model \"{name}\"; there is: {version}" : null;
    }
}
