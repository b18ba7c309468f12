using Workflow.Cli;

return await WorkflowCommand.InvokeAsync(args).ConfigureAwait(false);
