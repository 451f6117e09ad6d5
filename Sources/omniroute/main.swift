import OmniCommand

Launch.main()
