// Admin: the management API.
//
// HTTP requests come as streams from ingress, and from the command line. `Access` decides who may do what, `Layers` keeps the
// configuration as documents (the file's and the one made here), `Configured` changes it, `Live` asks the daemons how things
// stand. A change is checked as a whole and brought to egress and route before it is kept: what is refused changes nothing.
// Runs when somebody asks and ends when nobody does; nothing on the way of a model's answer needs it.
// Trusts the kernel about who connects; ingress has no right of its own here. Keeps no provider's secret: those go to egress.
