namespace Workflow.Jobs.Steps.Programs;

/// <summary>A file of a program that cannot be taken. The message goes behind the file's name.</summary>
internal sealed class OutputFileException(string message) : Exception(message);
