using Workflow.Scorer.Monitoring;
using Workflow.Scorer.Serving;

namespace Workflow.Scorer.Thrift;

/// <summary>What holds for calls as it does for requests by HTTP.</summary>
/// <param name="Gate">Lets so many in at a time.</param>
/// <param name="Metrics">Counts them.</param>
/// <param name="Observer">Tells others of them.</param>
/// <param name="MostTime">Time in which a call must be answered; zero for any.</param>
internal sealed record CallOperations(RequestGate Gate, RequestMetrics Metrics, RequestObserver Observer, TimeSpan MostTime);
