using Microsoft.AspNetCore.Http;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>What a request was answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Trailers">What follows on the body.</param>
/// <param name="Body">The body.</param>
/// <param name="IsBroken">Whether the answer was broken off after it had begun.</param>
/// <param name="AllocatedBytes">What was allocated for it.</param>
internal sealed record FuzzAnswer(int Status, IHeaderDictionary Headers, IHeaderDictionary Trailers, byte[] Body, bool IsBroken, long AllocatedBytes);
