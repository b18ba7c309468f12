using System.Buffers;
using Workflow.Scorer.Requests;

namespace Workflow.Scorer.Streams;

/// <summary>The form of an answer that is sent while rows still come.</summary>
internal interface IStreamedForm
{
    /// <summary>Its media type.</summary>
    string ContentType { get; }

    /// <summary>Writes what comes before the rows.</summary>
    void WriteBegin(IBufferWriter<byte> output);

    /// <summary>Writes a row.</summary>
    void WriteRow(IBufferWriter<byte> output, ScoredRow row);

    /// <summary>Writes what comes behind the rows.</summary>
    void WriteEnd(IBufferWriter<byte> output);

    /// <summary>Writes why no more rows are answered.</summary>
    void WriteBreak(IBufferWriter<byte> output, RequestException wrong);
}
