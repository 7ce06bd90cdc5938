using MsgStore.Samples.Quickstart;

return CommandLine.Parse(args, QuickstartHost.RunAsync).Invoke();
