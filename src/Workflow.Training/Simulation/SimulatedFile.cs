namespace Workflow.Training.Simulation;

/// <summary>One file of a simulated archive.</summary>
/// <param name="Name">Its name in the archive.</param>
/// <param name="Rows">Number of its lines.</param>
/// <param name="RowsPerBatch">How many lines are made and compressed at a time.</param>
/// <param name="CreateWriter">Makes a writer of lines; each thread has its own.</param>
internal sealed record SimulatedFile(string Name, int Rows, int RowsPerBatch, Func<IRowWriter> CreateWriter);
